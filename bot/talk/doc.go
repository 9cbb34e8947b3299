// Package talk runs transcripts: a .talk file is test, documentation and example of a service at once.
//
//	intent: traffic_fine_pay
//	channel: web
//	region: 330100
//	clock: 2026-03-04 09:00
//
//	> 交罚单 | 我要缴罚款
//	< 请发来处罚决定书编号（15或16位）。
//	> 3301061900123456
//	@ traffic.decision number=3301061900123456
//	  plate: 浙A12345, total_fen: 20000, state: paid
//	< 这张罚单已经缴清，不用再缴。
//
// The head has the keys intent, channel (web, wechat, terminal), region, lang, clock, as (a citizen who has
// logged in: name, identity number, level) and elder. Each line after it has one margin, half or full width;
// indented lines go on with it:
//
//	>  the citizen says; a | b | c are variants, each a run of the scene; [x] presses a choice, {field: value}
//	   sends a form
//	<  the bot says: … matches any run, {name} a word that is the same when met again, {link} an address; the
//	   last lines may be the choices [x] [y]; \ takes a sign as it is
//	@  a call is made with all these arguments, as they are sent or as people write them; a lone … admits more.
//	   Under it stands its answer, field: value, field: value; lists are written name: [ {…}, {…} ] or name: and
//	   a line "- field: value" for each item. Failures are ! timeout, ! refused: FAMILY, ! unknown, ! down,
//	   ! absent. @ pay amount=… for=… answers url: …, or ! taken, ! refused:, ! timeout
//	*  the world: paid, unpaid, closed, refunding, refunded (receipt=, amount=; query before it makes it the
//	   provider's own word), resolved settled (a person saw to a stuck order), login L2 (name=, id_no=), login fails, operator NAME: text, operator NAME takes
//	   over, operator leaves, desk open, desk closed, late, undelivered, news CASE state=…, set lang=…, enters,
//	   voice: text, image, video, file, location, sticker
//	+  the clock goes on, as in 30s, 10m, 2h, 6d or 6天
//	=  a new scene: a new conversation; keys of the head may follow
//	#  prose
//
// Everything that happens must be written: a call or reply that is not in the talk fails it, as does one that is
// in it and does not happen. What the world does by itself needs no line: pushes arrive, an order is closed when
// its time is over, a model is never there.
//
// Parse reads a talk, Run plays it against Step in a small pure world and Update rewrites it to what happens now.
// Coverage tells which slots, branches, steps and errors of a catalog talks exercise; Transcript writes what
// happened elsewhere as a talk. Nothing is asked of any network.
package talk
