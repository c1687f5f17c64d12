package community

import (
	"context"
	"errors"

	"headroom/community/policy"
)

var errSoon = errors.New("community: body follows")

func (s *Service) CreateCommunity(ctx context.Context, v Viewer, in CommunityInput) (Community, error) {
	return Community{}, errSoon
}
func (s *Service) EditCommunity(ctx context.Context, v Viewer, id int64, in CommunityInput) error {
	return errSoon
}
func (s *Service) Directory(ctx context.Context, v Viewer) ([]CommunityCard, error) {
	return nil, errSoon
}
func (s *Service) Community(ctx context.Context, v Viewer, id int64) (CommunityCard, error) {
	return CommunityCard{}, errSoon
}
func (s *Service) Join(ctx context.Context, v Viewer, id int64, reason string, answers []Answer) error {
	return errSoon
}
func (s *Service) Leave(ctx context.Context, v Viewer, id int64) error { return errSoon }
func (s *Service) Queue(ctx context.Context, v Viewer, id int64) ([]Request, error) {
	return nil, errSoon
}
func (s *Service) DecideJoin(ctx context.Context, v Viewer, id, membership int64, accept bool, reason string) error {
	return errSoon
}
func (s *Service) Room(ctx context.Context, v Viewer, id int64) (Room, error) { return Room{}, errSoon }
func (s *Service) AudienceOf(ctx context.Context, v Viewer, id int64) (Audience, error) {
	return Audience{}, errSoon
}
func (s *Service) RemoveMember(ctx context.Context, v Viewer, id, membership int64, reason string) error {
	return errSoon
}
func (s *Service) Invite(ctx context.Context, v Viewer, id int64, in InviteInput) error {
	return errSoon
}
func (s *Service) SetRole(ctx context.Context, v Viewer, id, membership int64, role policy.Role, reason string) error {
	return errSoon
}

func (s *Service) StartThread(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	return PostResult{}, errSoon
}
func (s *Service) Reply(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	return PostResult{}, errSoon
}
func (s *Service) EditPost(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	return PostResult{}, errSoon
}
func (s *Service) DeletePost(ctx context.Context, v Viewer, post int64) error { return errSoon }
func (s *Service) RemovePost(ctx context.Context, v Viewer, post int64, reason string) error {
	return errSoon
}
func (s *Service) React(ctx context.Context, v Viewer, post int64, kind string, on bool) error {
	return errSoon
}
func (s *Service) LockThread(ctx context.Context, v Viewer, thread int64, locked bool) error {
	return errSoon
}
func (s *Service) Thread(ctx context.Context, v Viewer, id int64, p Page) (ThreadView, error) {
	return ThreadView{}, errSoon
}
func (s *Service) Threads(ctx context.Context, v Viewer, community int64, p Page) (lines []ThreadLine, more bool, err error) {
	return nil, false, errSoon
}
func (s *Service) Post(ctx context.Context, v Viewer, post int64) (PostView, error) {
	return PostView{}, errSoon
}
func (s *Service) History(ctx context.Context, v Viewer, post int64) (PostView, []Revision, error) {
	return PostView{}, nil, errSoon
}
func (s *Service) MarkRead(ctx context.Context, v Viewer, thread, upTo int64) error { return errSoon }
func (s *Service) Home(ctx context.Context, v Viewer) (HomeView, error)             { return HomeView{}, errSoon }
func (s *Service) Preview(ctx context.Context, v Viewer, body string) string        { return "" }
func (s *Service) SaveDraft(ctx context.Context, v Viewer, in DraftInput) (Draft, error) {
	return Draft{}, errSoon
}
func (s *Service) DraftAt(ctx context.Context, v Viewer, place string) (Draft, error) {
	return Draft{}, errSoon
}
func (s *Service) Drafts(ctx context.Context, v Viewer) ([]Draft, error)        { return nil, errSoon }
func (s *Service) DeleteDraft(ctx context.Context, v Viewer, draft int64) error { return errSoon }
func (s *Service) UploadImage(ctx context.Context, v Viewer, in ImageInput) (Attachment, error) {
	return Attachment{}, errSoon
}
func (s *Service) File(ctx context.Context, v Viewer, attachment int64) (Attachment, []byte, error) {
	return Attachment{}, nil, errSoon
}
func (s *Service) EventsSince(ctx context.Context, v Viewer, seq int64, f EventFilter, limit int) (events []Event, last int64, err error) {
	return nil, seq, errSoon
}
func (s *Service) LastEvent(ctx context.Context) (int64, error) { return 0, errSoon }

func (s *Service) Audit(ctx context.Context, v Viewer, p Page) ([]AuditRow, error) {
	return nil, errSoon
}
func (s *Service) VerifyAudit(ctx context.Context) (rows, broken int64, err error) {
	return 0, 0, errSoon
}
func (s *Service) Lanes(ctx context.Context, v Viewer) ([]Lane, error) { return nil, errSoon }
func (s *Service) RetryLane(ctx context.Context, v Viewer, lane string) (int64, error) {
	return 0, errSoon
}
