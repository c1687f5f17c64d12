package templates

import "time"

// queueElsewhere is the queue of a community that lives on another server.
func queueElsewhere(x examples, requests []RequestRow) Queue {
	q := Queue{Page: x.member("communities"), Community: sampleCommunity(1), Reports: sampleReports(), Held: sampleHeld(), Measures: sampleMeasures()}
	for i, standing := range []string{"revoked", "lapsed"} {
		r := requests[i%len(requests)]
		r.Membership, r.Standing = int64(90+i), standing
		q.Requests = append(q.Requests, r)
	}
	for _, act := range []string{"accept-join", "reject-join", "expel", "appoint", "dismiss", "lock", "unlock", "pin", "unpin", "remove", "resolve", "warn", "silence", "unsilence", "review", "unreview", "release", "withhold"} {
		q.Refused = append(q.Refused, RefusedAct{Act: act, Reason: "already-decided", At: exampleTime})
	}
	return q
}

// queueBack is the queue of a community whose server was put back from a backup.
func queueBack(x examples) Queue {
	q := Queue{Page: x.member("communities"), Community: sampleCommunity(0), Requests: sampleRequests()}
	for i := range q.Requests {
		q.Requests[i].Back = true
	}
	q.Back = len(q.Requests)
	return q
}

// queueOfLane is one lane of the operators' queue with its jobs.
func queueOfLane(x examples) OperatorQueue {
	return OperatorQueue{Page: x.operator(), Lane: "peer:wales.example",
		Lanes: []LaneRow{{Lane: "peer:wales.example", Waiting: 2, Parked: 1, Oldest: exampleTime, Next: exampleTime.Add(time.Hour), Error: "connection refused",
			Lag: 95, Failures: 4, Success: exampleTime}},
		Jobs: []JobRow{
			{ID: 501, Kind: "deliver", Message: "announce", Attempts: 20, Since: exampleTime, Parked: exampleTime.Add(time.Hour), Error: "answer 500"},
			{ID: 502, Kind: "deliver", Message: "announces", Attempts: 1, Since: exampleTime, Next: exampleTime.Add(time.Hour), Error: "connection refused"},
			{ID: 503, Kind: "deliver", Message: "remove", Urgent: true, Since: exampleTime, Next: exampleTime.Add(time.Hour)},
		}}
}

// sampleMeasures are a warning, a time-out that goes on, and the end of one.
func sampleMeasures() []MeasureRow {
	return []MeasureRow{
		{ID: 81, Kind: "silence", Whom: "James Sample", WhomID: 12, By: "Morag Sample", Reason: "unkind", Words: "Please take a few days.", At: exampleTime,
			Until: exampleTime.Add(72 * time.Hour), Membership: 61},
		{ID: 80, Kind: "warn", Whom: "James Sample", By: "Morag Sample", Reason: "policy", Words: "Write as you would speak.", At: exampleTime},
		{ID: 79, Kind: "unsilence", Whom: "James Sample", By: "Morag Sample", At: exampleTime},
		{ID: 78, Kind: "review", Whom: "Ann Sample", By: "Morag Sample", Reason: "off-topic", Words: "We look at what you write first.", At: exampleTime, Membership: 62},
		{ID: 77, Kind: "unreview", Whom: "James Sample", By: "Morag Sample", At: exampleTime},
	}
}
