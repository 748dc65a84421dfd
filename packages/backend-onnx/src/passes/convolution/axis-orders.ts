/** [B,H,W,C] to [B,C,H,W] */
export const TO_FIRST = [0, 3, 1, 2];
/** [B,C,H,W] to [B,H,W,C] */
export const TO_LAST = [0, 2, 3, 1];
/** [KH,KW,C/g,F] to [F,C/g,KH,KW] */
export const FILTER_FIRST = [3, 2, 0, 1];
/** [B,H,W,C] to [C,B,H,W]: channels in place of the batch */
export const EXCHANGED = [3, 0, 1, 2];
/** [C,F,KH,KW] to [KH,KW,C,F] */
export const FILTER_BACK = [2, 3, 0, 1];
