package community

import "context"

// RequestSignIn sends a link that opens an account once to an address that has
// one. The answer is nil whether or not it has; see [Service.RequestReset].
func (s *Service) RequestSignIn(ctx context.Context, email, language string) error {
	return s.mailAccount(ctx, email, language, "sign-in")
}

// CheckSignInLink tells whose account a link opens, without using it. Gone when it
// is unknown, used or expired, or for something else.
func (s *Service) CheckSignInLink(ctx context.Context, token string) (Link, error) {
	l, err := s.checkLink(ctx, token)
	if err == nil && l.Purpose != LinkSignIn {
		return Link{}, errLink()
	}
	return l, err
}

// SignInByLink uses a link and gives its account, which may ask for a second
// factor yet: the link stands for the password. Gone when it is unknown, used,
// older than a quarter of an hour, or a link for something else.
func (s *Service) SignInByLink(ctx context.Context, token string) (Account, error) {
	if _, err := s.CheckSignInLink(ctx, token); err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, err := s.useLink(tx, token)
		if err == nil && !a.Good(s.now()) {
			err = errLink()
		}
		return a, err
	})
}
