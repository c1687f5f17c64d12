package community

// PushTx keeps the devices to which people are sent pushes.
type PushTx interface {
	PushDevice(id int64) (PushDevice, error)
	PushDevices(person int64) ([]PushDevice, error)
	// PutPushDevice adds a device, or replaces the one with the same endpoint and
	// token.
	PutPushDevice(PushDevice) error
	// DropPushDevice forgets a device of a person and tells whether there was one.
	DropPushDevice(person, id int64) (bool, error)
	// PushTold notes the newest notice that a device was told of.
	PushTold(id, notice int64) error
	// PushTopics gives what a person chose; NotFound for who has chosen nothing.
	PushTopics(person int64) ([]string, error)
	PutPushTopics(person int64, topics []string) error
	// DevicesOf gives the devices of several people.
	DevicesOf(people []int64) ([]PushDevice, error)
	// DevicesToldOf gives the devices of those who have a notice of a post, after
	// a person and up to another.
	DevicesToldOf(post, after, until int64) ([]PushDevice, error)
}
