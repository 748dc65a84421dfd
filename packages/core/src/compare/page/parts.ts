import type { ReportData } from '../report/report-data.js';
import type { Legend } from './legend.js';
import type { Palette } from './palette.js';

/** What every part of the page draws from. */
export interface Parts {
  readonly data: ReportData;
  readonly legend: Legend;
  readonly palette: Palette;
}
