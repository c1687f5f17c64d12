// Package adversary holds no code: its tests are a peer gone bad. It has an
// agreement, its keys are good and its signatures verify, and what it sends is
// wrong in one way at a time. Each bad message has a twin with nothing wrong,
// which must be taken, and a sentinel behind it: a good message whose arrival
// shows that the bad one has been dealt with. After a bad message nothing has
// changed, and nobody has been connected to.
package adversary
