package instance

import (
	"fmt"
	"os"
	"strings"

	"headroom/community"
	"headroom/federation/signon"
	"headroom/internal/config"
)

// openSignOns makes the sign-on services of the configuration, if there are any.
func (i *Instance) openSignOns() error {
	c := i.Config
	if len(c.SignOn) == 0 {
		return nil
	}
	var list []signon.Service
	for _, one := range c.SignOn {
		service, err := signOnOf(one)
		if err != nil {
			return err
		}
		list = append(list, service)
	}
	services, err := signon.New(signon.Options{Services: list, Origin: c.URL, Clock: i.Clock, Addresses: c.Federation.Addresses, UserAgent: i.userAgent()})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	i.parts.closers = append(i.parts.closers, services)
	i.Service.SignOns = services
	return nil
}

// signOnOf is a service of the configuration, with its secret.
func signOnOf(one config.SignOn) (signon.Service, error) {
	service := signon.Service{
		SignOnService: community.SignOnService{ID: one.ID, Name: one.Name, Issuer: one.Issuer, Nation: one.Register, HeadRoles: one.HeadRoles},
		ClientID:      one.ClientID, Hosts: one.Hosts, Scopes: one.Scopes, SchoolClaim: one.SchoolClaim, RoleClaim: one.RoleClaim, EmailClaim: one.EmailClaim,
	}
	if one.ClientSecretFile == "" {
		return service, nil
	}
	secret, err := os.ReadFile(one.ClientSecretFile)
	if err != nil {
		return service, fmt.Errorf("instance: secret of sign-on service %s: %w", one.ID, err)
	}
	service.ClientSecret = strings.TrimSpace(string(secret))
	return service, nil
}

// userAgent names the program and the instance to other servers.
func (i *Instance) userAgent() string {
	return "Headroom/" + i.Version + " (+" + i.Config.URL + "/)"
}
