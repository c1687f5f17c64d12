package community

import "strings"

// stopWords are the words that say nothing of what a text is about, folded, in
// the three languages of the project. They are one list, because titles mix the
// languages; a word that means something in another one ("air" is English too)
// stays out.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for _, list := range []string{stopEnglish, stopWelsh, stopGaelic} {
		for _, w := range strings.Fields(list) {
			set[w] = true
		}
	}
	return set
}()

// IsStopWord reports whether a folded word says nothing of what a text is about.
func IsStopWord(word string) bool { return stopWords[word] }

const (
	stopEnglish = `a about after again all also am an and any anyone are as at be because been before being but by can
could did do does doing don for from get give given had has have having he her here hers him his how i if in into is it
its just know like ll me more most my need no not now of off on once one only or other our ours out over own please
re same she should so some someone than that the their theirs them then there these they this those through to too
under until up us use using ve very was we were what when where which while who whom whose why will with would you
your yours`
	stopWelsh = `ac ag ai allan am ambell ar arall at ato atom aw beth bod bydd byddai byddaf byddan byddwch byddwn ble chi
chwi dan dim does dros drwy dy dyma dyna efo ei eich ein eisiau eithaf er eto eu fe fel felly fi fo fod fy fydd gan
ganddo gall gallu gan gen ger gyda gyfer hefo hefyd heb hi hon hwn hyd hyn hynny i iawn ichi iddi iddo iddyn ie mae maen
maent mai mewn mi mo mor mwy na nac nad neb nes neu ni nid nhw o oedd oes ohono ond os oddi pa pam pan pawb pob pryd pwy
rhai rhwng roedd rwy rydw rydym rydych sut sy sydd syn ti trwy tua un unrhyw wedi wedyn wel wrth y ydi ydw ydy ydych
ydym ym yma yn yna yng yno ynghylch yr yw`
	stopGaelic = `a ach ag aig am an ann anns ar as ba bha bhith bhon bidh bhios bho bi bu cha chan chun co cuide cuin
cuideigin d da dam dan de dh dha dhan dhen dhi dhomh dhut dhuinn dhuibh dhaibh do dos e eadar eile fa far fo fon ga gach
gad gam gan gar gu gum gun gur i iad ibh is le leam leat leis leinn leibh leotha ma mar mas mi mo mu mun na nach nam nan
nas no nuair o on onnta ort oirnn oirbh orm orra rithe ri ris ro robh s san seo sibh sin sinn so sud tha thu thar thoir
thuige thugam uile ud ur`
)
