package cli

import (
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// office is an item's office with what the administrator says of the region's: of the region itself, else of
// its city, else of its province; false where nothing is said.
func (d *definitions) office(it *intents.Item) (intents.Office, bool) {
	for region := it.Region; region != ""; region = value.Regions().Parent(region) {
		if o, ok := d.offices[region]; ok {
			return o.over(it.Office), true
		}
	}
	return it.Office, false
}

// over lays what is set over an office. A notice stands behind the hours, wherever those are shown.
func (o OfficeConfig) over(office intents.Office) intents.Office {
	set := func(to *intents.Text, b Bilingual) {
		if b != (Bilingual{}) {
			to.ZH, to.EN = b.ZH, b.EN
		}
	}
	set(&office.Name, o.Name)
	set(&office.Hours.Said, o.Hours)
	if o.Phone != "" {
		office.Phone = o.Phone
	}
	if o.Notice != (Bilingual{}) {
		office.Hours.Said.ZH += "（" + o.Notice.ZH + "）"
		office.Hours.Said.EN += " (" + o.Notice.EN + ")"
	}
	return office
}
