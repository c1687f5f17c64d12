package instance

import (
	"headroom/community"
	"headroom/internal/config"
)

// rolesOf are the further roles of the configuration.
func rolesOf(c *config.Config) []community.FurtherRole {
	roles := make([]community.FurtherRole, len(c.Roles))
	for i, r := range c.Roles {
		roles[i] = community.FurtherRole{ID: r.ID, Name: community.LangMap(r.Name), Scope: r.Scope}
	}
	return roles
}

// officesOf are the words on their badges.
func officesOf(c *config.Config) map[string]map[string]string {
	words := make(map[string]map[string]string, len(c.Roles))
	for _, r := range c.Roles {
		words[r.ID] = r.Name
	}
	return words
}
