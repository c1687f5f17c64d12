package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/internal/httpx"
	"headroom/templates"
)

// formBytes is the greatest size of a form without a picture.
const formBytes = 512 << 10

// Routes mounts every page on a router that other doors share: only the
// addresses named here, no catch-all. Mount [Site.NotFound] as that router's
// not-found handler.
func (s *Site) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/theme.css", s.Renderer.Theme())
	r.Method(http.MethodGet, "/static/*", templates.Static())
	r.Group(func(r chi.Router) {
		r.Use(s.middlewares()...)
		r.Method(http.MethodGet, "/events", s.handle(s.events))
		s.exportRoute(r)
		r.Group(func(r chi.Router) {
			r.Use(httpx.Deadline(s.RequestTimeout))
			s.entryRoutes(r)
			s.helpRoutes(r)
			s.statementRoutes(r)
			s.admissionRoutes(r)
			s.publicReportRoutes(r)
			s.unsubscribeRoutes(r)
			s.memberRoutes(r)
			s.securityRoutes(r)
			s.noticeRoutes(r)
			s.messageRoutes(r)
			s.stanceRoutes(r)
			s.followingRoutes(r)
			s.filterRoutes(r)
			s.feedRoutes(r)
			s.scheduledRoutes(r)
			s.operatorRoutes(r)
		})
	})
}

// entryRoutes are the pages for everyone.
func (s *Site) entryRoutes(r chi.Router) {
	r.Get("/", s.handle(s.start))
	r.Get("/about", s.handle(s.about))
	r.Get("/privacy", s.handle(s.privacy))
	r.Get("/accessibility", s.handle(s.accessibility))
	r.Get("/closed/{token}", s.handle(s.closedPage))
	r.With(httpx.BodyLimit(s.errors, formBytes)).Post("/closed/{token}", s.handle(s.reopenForm))
	r.Group(func(r chi.Router) {
		// What was typed into other forms may come along with a sign-in.
		r.Use(httpx.BodyLimit(s.errors, 4*formBytes))
		r.Get("/sign-in", s.handle(s.signInPage))
		r.Post("/sign-in", s.handle(s.signInForm))
		s.signInLinkRoutes(r)
		r.Get("/sign-in/code", s.handle(s.codePage))
		r.Post("/sign-in/code", s.handle(s.signInCodeForm))
		r.Post("/sign-out", s.handle(s.signOut))
		r.Post("/appearance", s.handle(s.appearanceForm))
		r.Get("/reset", s.handle(s.resetPage))
		r.Post("/reset", s.handle(s.resetForm))
		r.Get("/set-password/{token}", s.handle(s.passwordPage))
		r.Post("/set-password/{token}", s.handle(s.passwordForm))
		r.Post("/set-password/{token}/passkey", s.handle(s.firstPasskeyForm))
		s.applyRoutes(r)
	})
}

// memberRoutes are the pages of people. Forms of somebody whose session has
// ended are not lost, see signedIn.
func (s *Site) memberRoutes(r chi.Router) {
	r.Get("/files/{id}", s.handle(s.file))
	r.Get("/people/{id}/photograph", s.errors.Wrap(s.photograph))
	r.Group(func(r chi.Router) {
		r.Use(s.signedIn)
		r.Post("/communities/{id}/new", s.handle(s.composeForm))
		r.Post("/threads/{id}/reply", s.handle(s.replyForm))
		r.Post("/profile/photograph", s.handle(s.photographForm))
	})
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.formPages(r)
		s.welcomeRoutes(r)
		s.writingRoutes(r)
		s.searchRoutes(r)
		s.applicationRoutes(r)
		s.guestForms(r)
		s.postReportForms(r)
		s.appealForms(r)
		s.pollForms(r)
		r.Post("/communities/{id}/links/{link}", s.handle(s.linkRuleForm))
		r.Post("/communities/{id}/elsewhere", s.handle(s.elsewhereForm))
		r.Post("/threads/{id}/share", s.handle(s.shareForm))
		s.roleRoutes(r)
		r.Post("/drafts/{id}/restore", s.handle(s.draftRestore))
		r.Get("/people/{id}", s.handle(s.person))
		r.Get("/people", s.handle(s.people))
		r.Get("/schools/{id}", s.handle(s.school))
		r.Get("/drafts", s.handle(s.drafts))
		r.Get("/communities", s.handle(s.communities))
		r.Get("/communities/{id}", s.handle(s.community))
		r.Get("/posts/{id}/history", s.handle(s.postHistory))
		r.Get("/posts/{id}", s.handle(s.permalink))
		r.Get("/threads/{id}/unread", s.handle(s.nextUnread))
		r.Get("/posts/{id}/quote", s.handle(s.quote))
		r.Get("/communities/{id}/mentions", s.handle(s.mentions))

		r.Post("/profile", s.handle(s.profileForm))
		r.Post("/profile/photograph/remove", s.handle(s.photographRemove))
		r.Post("/profile/accounts", s.handle(s.accountsForm))
		r.Post("/profile/accounts/link", s.handle(s.accountLinkForm))
		r.Post("/profile/accounts/{id}/check", s.handle(s.accountCheckForm))
		r.Post("/profile/accounts/{id}/remove", s.handle(s.accountRemoveForm))
		r.Post("/drafts", s.handle(s.draftForm))
		r.Post("/drafts/{id}/delete", s.handle(s.draftDelete))
		r.Post("/communities/new", s.handle(s.communityNewForm))
		r.Post("/communities/circle", s.handle(s.circleForm))
		r.Post("/communities/{id}/edit", s.handle(s.communityEditForm))
		r.Post("/communities/{id}/join", s.handle(s.joinForm))
		r.Post("/communities/{id}/leave", s.handle(s.leaveForm))
		r.Post("/communities/{id}/invite", s.handle(s.inviteForm))
		r.Post("/communities/{id}/members/{membership}/remove", s.handle(s.removeForm))
		r.Post("/communities/{id}/members/{membership}/role", s.handle(s.roleForm))
		r.Post("/communities/{id}/members/{membership}/measure", s.handle(s.measureForm))
		r.Post("/communities/{id}/held/{post}", s.handle(s.heldForm))
		r.Post("/communities/{id}/queue/confirm", s.handle(s.confirmForm))
		r.Post("/communities/{id}/queue/{membership}", s.handle(s.decideForm))
		r.Post("/threads/{id}/lock", s.handle(s.lockForm))
		r.Post("/threads/{id}/pin", s.handle(s.pinForm))
		r.Post("/threads/{id}/seen", s.handle(s.seenForm))
		r.Post("/posts/{id}/react", s.handle(s.reactForm))
		r.Post("/posts/{id}/edit", s.handle(s.editForm))
		r.Post("/posts/{id}/delete", s.handle(s.deleteForm))
	})
}

// formPages are the member pages that hold a form.
func (s *Site) formPages(r chi.Router) {
	r.Get("/profile", s.handle(s.profilePage))
	r.Get("/profile/accounts", s.handle(s.accountsPage))
	r.Get("/communities/new", s.handle(s.communityNewPage))
	r.Get("/communities/circle", s.handle(s.circlePage))
	r.Get("/communities/{id}/edit", s.handle(s.communityEditPage))
	r.Get("/communities/{id}/elsewhere", s.handle(s.elsewherePage))
	r.Get("/communities/{id}/join", s.handle(s.joinPage))
	r.Get("/communities/{id}/new", s.handle(s.composePage))
	r.Get("/communities/{id}/people", s.handle(s.communityPeople))
	r.Get("/communities/{id}/queue", s.handle(s.queuePage))
	r.Get("/threads/{id}", s.handle(s.thread))
	r.Get("/threads/{id}/branch/{branch}", s.handle(s.thread))
	r.Get("/threads/{id}/share", s.handle(s.sharePage))
	s.guestFormPages(r)
	s.applicationFormPages(r)
	s.reportFormPages(r)
	s.postReportPages(r)
	s.appealPages(r)
	s.pollPages(r)
	r.Get("/communities/{id}/modlog", s.handle(s.modLog))
	r.Get("/communities/{id}/conduct", s.handle(s.conduct))
	r.Get("/communities/{id}/copies", s.handle(s.copiesPage))
	r.Get("/posts/{id}/edit", s.handle(s.editPage))
	r.Get("/posts/{id}/delete", s.handle(s.deletePage))
}

// operatorRoutes are the pages of operators; they show no community content.
func (s *Site) operatorRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.operatorFormPages(r)
		s.caseRoutes(r)
		r.Get("/operator", s.handle(s.operatorHome))
		r.Get("/styleguide", s.handle(s.styleGuide))
		s.statementForms(r)
		s.termForms(r)
		s.reportRoutes(r)
		r.Get("/operator/audit", s.handle(s.operatorAudit))
		r.Get("/operator/peers/end", s.handle(s.peerEndPage))
		r.Post("/operator/members", s.handle(s.memberForm))
		r.Post("/operator/members/{id}/invitation", s.handle(s.invitationForm))
		r.Post("/operator/members/{id}/verify", s.handle(s.verifyForm))
		r.Post("/operator/members/{id}/extend", s.handle(s.extendForm))
		r.Post("/operator/members/{id}/desk", s.handle(s.deskForm))
		r.Post("/operator/members/{id}/desk-end", s.handle(s.deskEndForm))
		r.Post("/operator/members/{id}/role", s.handle(s.appointForm))
		r.Post("/operator/members/{id}/role-end", s.handle(s.appointEndForm))
		r.Post("/operator/members/{id}/revoke", s.handle(s.revokeForm))
		r.Post("/operator/members/{id}/suspend", s.handle(s.suspendForm))
		r.Post("/operator/members/{id}/restore", s.handle(s.restoreForm))
		r.Post("/operator/peers/{act}", s.handle(s.peerForm))
		r.Post("/operator/queue", s.handle(s.queueForm))
		s.linkForms(r)
	})
}

// operatorFormPages are the operator pages that hold a form.
func (s *Site) operatorFormPages(r chi.Router) {
	r.Get("/operator/terms", s.handle(s.termsPage))
	r.Get("/operator/members", s.handle(s.operatorMembers))
	r.Get("/operator/members/{id}", s.handle(s.operatorMember))
	r.Get("/operator/peers", s.handle(s.operatorPeers))
	r.Get("/operator/peers/{host}", s.handle(s.operatorPeer))
	r.Get("/operator/queue", s.handle(s.operatorQueue))
	s.linkFormPages(r)
	s.caseFormPages(r)
	s.statementFormPages(r)
	s.reportCasePages(r)
}
