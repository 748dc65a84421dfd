/** What JSON can hold. An object of a `type` is one; of an `interface` TypeScript does not believe it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
