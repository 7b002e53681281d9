/** How a report can be printed. */
export const reportFormats = ['pretty', 'json', 'junit', 'sarif', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]
