package bot

// storedWords are written as their number: the first 24 take one byte, the next 232 two. First the names of fields
// by how often a record or a state has them. What is stored means this order: add at the end only.
var storedWords = []string{
	// one byte
	"at", "what", "id", "text", "seq", "reply", "kind", "lang", "phrase", "by", "value", "label", "event", "root",
	"said", "understanding", "replies", "revision", "zone", "ranked", "intent", "score", "build", "zh",

	// the rest of a usual record, and of a usual state
	"choices", "acts", "name", "exact", "entities", "start", "end", "valid", "effects", "i", "do", "met", "for",
	"turn", "channel", "region", "frames", "shelf", "offered", "due", "repeat", "open", "parked", "def", "n",
	"asked", "slots", "order",

	// the other names of fields
	"account", "act", "acted", "agency", "agreed", "amount_fen", "answer", "answers", "apart", "args", "ask",
	"begun", "bill", "buttons", "card", "carry", "case", "cases", "citizen", "code", "consent", "desk", "detail",
	"digest", "elder", "facts", "fault", "fields", "forget", "form", "forms", "frame", "from", "given", "guess",
	"had", "held", "hint", "id_no", "intents", "key", "known", "leave", "level", "link", "links", "lists", "log",
	"lookup", "misses", "mobile", "note", "number", "of", "old", "operation", "operator", "optional", "over",
	"owner", "paid_at", "passive", "paused", "pay", "payee", "payment", "push", "rate", "receipt", "release",
	"settle", "shown", "shown_at", "since", "skipped", "slot", "sort", "spoken", "state", "step", "submit", "t",
	"tell", "texts", "title", "to", "tries", "trusted", "undo", "until", "url", "version", "voice", "who", "why",
	"wish", "wishes", "with", "words",

	// values that are said often
	"fallback", "en", "web", "wechat", "terminal", "list", "login", "notice", "handover", "rating", "ended",

	// kinds of events
	"chosen", "filled", "unread", "entered", "answered", "paid", "guessed", "tick", "late", "proved", "unproved",
	"took", "wrote", "released", "delivered", "news", "moved", "set", "erased",

	// dialogue acts
	"yes", "no", "cancel", "back", "restart", "skip", "human", "thanks", "greeting", "bye", "complaint", "emergency",
	"choose", "menu", "later", "resume", "change", "other", "ask_fee", "ask_materials", "ask_time", "ask_where",
	"ask_basis", "ask_hours", "ask_how", "chitchat", "lang_zh", "lang_en", "erase",

	// deadlines, questions, what is waited for
	"silence", "draft", "hold", "quote", "person", "clarify", "call", "progress",

	// states of orders, sorts of faults, buttons, kinds of slots
	"created", "awaiting", "unknown", "settling", "settled", "closed", "failed", "refunded", "again", "refused",
	"digits", "date", "money", "phone",

	// since
	"told", "look", "hand", "last",
}
