// The suite of the admin API once more, over two replicas: each request goes to the other one.
process.env['MOUNT'] = 'replicas'
await import('../http/admin/admin.test.ts')
