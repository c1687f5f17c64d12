package clientapi

// row is a row of the table without further limits.
func row(method, path string, s scope, h handler) route {
	return route{method: method, path: path, scope: s, handler: h}
}

// keep marks a row whose answers depend on the database, the second of the clock, the
// token and the address alone.
func (r route) keep() route {
	r.kept = true
	return r
}
