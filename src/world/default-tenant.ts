/** The one that requests without a tenant are for. */
export const DEFAULT_TENANT = 'default'
