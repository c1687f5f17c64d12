package templates

func (x examples) help() []Example {
	all := []Example{{"help", Help{x.out()}}, {"help-member", Help{x.member("")}}, {"glossary", Glossary{x.out()}}, {"offline", Offline{x.out()}}}
	for _, topic := range HelpTopics {
		page, _ := x.out().HelpTopic(topic) // each of the list is there
		all = append(all, Example{"help-" + topic, page})
	}
	return all
}
