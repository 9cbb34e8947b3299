package engine

// Idle waits until no effect is being carried out on this node. What is delayed in its row is not waited for.
// Whoever calls it is the only one to bring events meanwhile.
func (e *Engine) Idle() { e.work.Wait() }
