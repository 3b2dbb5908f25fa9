/** Part of a request that is being read (`parser_data_t.status` of httpd_parse.c). */
export const Part = {
  idle: 0,
  url: 1,
  fieldName: 2,
  fieldValue: 3,
  body: 4,
  complete: 5,
  failed: 6,
} as const;
export type Part = (typeof Part)[keyof typeof Part];
