package wechat

import "time"

// crewIdle is how long a worker waits for its next message.
const crewIdle = 5 * time.Second

// crew has do done on a goroutine that the channel waits for when it is closed: by a worker that waits for work, else by
// a new one. A turn needs a deep stack, and growing it from nothing for each message took 5 % of a callback's CPU.
func (c *Channel) crew(do func()) {
	select {
	case c.work <- do:
	default:
		c.running.Go(func() { c.labour(do) })
	}
}

// labour does one thing after the other until there was nothing to do for a while.
func (c *Channel) labour(do func()) {
	patience := time.NewTimer(crewIdle)
	defer patience.Stop()
	for {
		do()
		patience.Reset(crewIdle)
		select {
		case do = <-c.work:
		case <-patience.C:
			return
		case <-c.closing:
			return
		}
	}
}
