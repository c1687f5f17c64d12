package control

import (
	"context"
	"time"

	"headroom/community"
)

type (
	// NewAppointment gives somebody a role for a time.
	NewAppointment struct {
		Who    string `json:"who"`
		Role   string `json:"role"`
		Months int64  `json:"months"`
		Reason string `json:"reason"`
	}
	// EndAppointment ends a role at once.
	EndAppointment struct {
		Who    string `json:"who"`
		Role   string `json:"role"`
		Reason string `json:"reason"`
	}
	// Appointments asks for who holds a role now; "" is every role.
	Appointments struct {
		Role string `json:"role"`
	}
	// Appointment is a role that somebody holds, or held until just now.
	Appointment struct {
		Actor     string    `json:"actor"`
		Username  string    `json:"username"`
		Name      string    `json:"name"`
		Role      string    `json:"role"`
		Scope     string    `json:"scope"`
		Authority string    `json:"authority,omitempty"`
		From      time.Time `json:"from"`
		Until     time.Time `json:"until"`
		By        string    `json:"by"`
		Reason    string    `json:"reason"`
	}
)

func appointmentOf(a community.Appointment, p community.Person) Appointment {
	return Appointment{Actor: p.IRI, Username: p.Username, Name: p.Name, Role: a.Role, Scope: a.Scope, Authority: a.Authority,
		From: a.From.UTC(), Until: a.Until.UTC(), By: a.By, Reason: a.Reason}
}

func addAppointment(ctx context.Context, b Backend, in NewAppointment) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	a, err := b.Service.Appoint(ctx, community.CommandLine,
		community.AppointInput{Person: who.ID, Role: in.Role, Months: in.Months, Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return appointmentOf(a, who), nil
}

func listAppointments(ctx context.Context, b Backend, in Appointments) (any, error) {
	rows, err := b.Service.Appointments(ctx, community.CommandLine, in.Role)
	out := make([]Appointment, 0, len(rows))
	for _, r := range rows {
		out = append(out, appointmentOf(r.Appointment, r.Person))
	}
	return out, err
}

func endAppointment(ctx context.Context, b Backend, in EndAppointment) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	if err := b.Service.EndAppointment(ctx, community.CommandLine, who.ID, in.Role, in.Reason); err != nil {
		return nil, err
	}
	return Revoked{Actor: who.IRI, Username: who.Username}, nil
}
