package clientapi

// row is a row of the table without further limits.
func row(method, path string, s scope, h handler) route {
	return route{method: method, path: path, scope: s, handler: h}
}
