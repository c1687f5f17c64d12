package demo

import "headroom/community"

var wales = nation{
	word: "wales", code: "CYM", language: "cy",
	name: community.LangMap{"en": "Headroom Wales", "cy": "Headroom Cymru", "gd": "Headroom a' Chuimrigh"},
	people: []person{
		{"gwen", "Gwen Sampl", "facilitator", "Hwylusydd", "", "Cyngor Sampl Gwynedd", "primary",
			[]string{"rural schools"}, "Rwy'n dod â phenaethiaid ysgolion gwledig at ei gilydd. I bring heads of rural schools together."},
		{"sian", "Siân Enghraifft", "head", "Pennaeth", "Ysgol Sampl, Ynys Sampl", "Cyngor Sampl Gwynedd", "primary",
			[]string{"Welsh-medium", "small schools"}, "Head of an invented Welsh-medium school of forty-two pupils, on an island that no map shows."},
		{"emyr", "Emyr Sampl", "head", "Pennaeth", "Ysgol Gyfun Enghraifft", "Cyngor Enghraifft Ceredigion", "secondary",
			[]string{"curriculum"}, "Head of an invented bilingual secondary school; I care about the curriculum and about getting home on time."},
		{"nia", "Nia Darlun", "head", "Pennaeth", "Ysgol Darlun, Llansampl", "Cyngor Enghraifft Ceredigion", "primary",
			[]string{"federated schools"}, "Head of a federation of two invented village schools that share a minibus, a cook and me."},
		{"tomos", "Tomos Enghraifft", "applicant", "Dirprwy Bennaeth", "Ysgol Gyfun Enghraifft", "Cyngor Enghraifft Ceredigion", "secondary",
			nil, "Deputy head of an invented school; not verified as a head, so that you can see what I cannot see."},
	},
	communities: []room{
		{username: "dysgu", access: "closed", reach: "peers", moderator: "sian", second: "gwen", members: []string{"gwen", "emyr", "nia"}, rules: rules, language: "cy",
			name: community.LangMap{"en": "Learning and the curriculum", "cy": "Dysgu a'r cwricwlwm", "gd": "Ionnsachadh agus an curraicealam"},
			summary: community.LangMap{
				"en": "For heads who plan a curriculum in two languages. Write in either.",
				"cy": "I benaethiaid sy'n cynllunio cwricwlwm mewn dwy iaith. Ysgrifennwch yn y naill neu'r llall.",
				"gd": "Do chinn-sgoile a bhios a' dealbhadh curraicealam ann an dà chànan. Sgrìobhaibh ann an aon seach aon.",
			},
			title: "Croeso: ble mae dechrau?", opening: "Croeso i bawb.\n\nBle dechreuoch chi gyda'r cwricwlwm newydd: gyda'r **plant hynaf** neu'r **rhai ieuengaf**? A beth fyddech chi'n ei wneud yn wahanol?",
			replier: "nia", reply: "Gyda'r rhai ieuengaf. Roedd yr athrawon yn barod, ac roedd y rhieni'n chwilfrydig yn hytrach nag yn bryderus."},
		{username: "penaethiaid-newydd", access: "private", reach: "instance", moderator: "emyr", members: []string{"nia"}, rules: rules, language: "cy",
			name:    community.LangMap{"en": "New heads", "cy": "Penaethiaid newydd", "gd": "Cinn-sgoile ùra"},
			summary: community.LangMap{"en": "By invitation: the first year in the post.", "cy": "Trwy wahoddiad: y flwyddyn gyntaf yn y swydd.", "gd": "Le cuireadh: a' chiad bhliadhna san dreuchd."},
			title:   "Yr wythnos gyntaf", opening: "Beth oedd yn eich synnu chi yn yr wythnos gyntaf? I mi, faint o bobl oedd ag allwedd i'r ysgol.",
			replier: "nia", reply: "Faint o'r gwaith sy'n digwydd wrth y giât."},
	},
}

var england = nation{
	word: "england", code: "ENG", language: "en",
	name: community.LangMap{"en": "Headroom England", "cy": "Headroom Lloegr", "gd": "Headroom Shasainn"},
	people: []person{
		{"harriet", "Harriet Sample", "facilitator", "Facilitator", "", "Sampleshire County Council", "primary",
			[]string{"networks"}, "I run a network of small schools in an invented county and know who has solved what."},
		{"ruth", "Ruth Example", "head", "Headteacher", "Sample Church of England Primary School", "Sampleshire County Council", "primary",
			[]string{"mixed-age classes"}, "Head of an invented village school with three mixed-age classes and a pond that we are proud of."},
		{"daniel", "Daniel Specimen", "head", "Headteacher", "Specimen Community School", "Sampleshire County Council", "secondary",
			[]string{"attendance"}, "Head of an invented secondary school; attendance is what I am asked about and think about most."},
		{"priya", "Priya Sample", "head", "Executive Headteacher", "The Example Federation", "Borough of Example", "all-through",
			[]string{"federations"}, "Executive head of three invented schools that agreed to share everything but their uniforms."},
		{"oliver", "Oliver Example", "applicant", "Assistant Headteacher", "Specimen Community School", "Sampleshire County Council", "secondary",
			nil, "Assistant head of an invented school; not verified as a head, so that you can see what I cannot see."},
	},
	communities: []room{
		{username: "small-schools", access: "closed", reach: "peers", moderator: "ruth", second: "harriet", members: []string{"harriet", "daniel", "priya"}, rules: rules, language: "en",
			name: community.LangMap{"en": "Small schools", "cy": "Ysgolion bach", "gd": "Sgoiltean beaga"},
			summary: community.LangMap{
				"en": "For heads of schools with fewer than a hundred and fifty pupils: budgets, mixed ages and doing everything oneself.",
				"cy": "I benaethiaid ysgolion â llai na chant a hanner o ddisgyblion: cyllidebau, oedrannau cymysg a gwneud popeth eich hun.",
				"gd": "Do chinn sgoiltean le nas lugha na ceud gu leth sgoilear: buidseatan, aoisean measgaichte agus a' dèanamh a h-uile càil leat fhèin.",
			},
			title: "Welcome: what have you stopped doing?", opening: "Welcome.\n\nEverybody tells us what to start. **What have you stopped doing**, and did anyone notice?",
			replier: "priya", reply: "Weekly newsletters. They are monthly now and people read them."},
		{username: "difficult-conversations", access: "private", reach: "instance", moderator: "priya", members: []string{"daniel"}, rules: rules, language: "en",
			name:    community.LangMap{"en": "Difficult conversations", "cy": "Sgyrsiau anodd", "gd": "Còmhraidhean doirbhe"},
			summary: community.LangMap{"en": "By invitation: rehearsing what has to be said.", "cy": "Trwy wahoddiad: ymarfer yr hyn sydd angen ei ddweud.", "gd": "Le cuireadh: ag ullachadh na dh'fheumar a ràdh."},
			title:   "How to begin", opening: "I have found that the first sentence decides it. Mine is: this will be a hard conversation, and I would rather have it with you than about you.",
			replier: "daniel", reply: "I shall borrow that."},
	},
}
