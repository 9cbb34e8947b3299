package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/store"
)

type eraseCommand struct {
	Conversation string `arg:"" optional:"" help:"Id of the conversation."`
	Channel      string `help:"Instead of the id: the channel,"`
	Account      string `help:"its account"`
	Subject      string `help:"and the subject, such as an openid."`
	Yes          bool   `help:"Really do it; there is no way back."`
}

var conversationID = regexp.MustCompile(`^[A-Z2-7]{16}$`)

// Run leaves a request; the server carries it out within a second, or when it next starts.
func (c *eraseCommand) Run(r *run) error {
	id := c.Conversation
	switch {
	case id != "" && !conversationID.MatchString(id):
		return usage("%q is no id of a conversation: 16 characters A-Z and 2-7", id)
	case id == "" && (c.Channel == "" || c.Subject == ""):
		return usage("say which: an id, or --channel and --subject")
	}
	s, err := r.open(store.Beside)
	if err != nil {
		return err
	}
	defer s.Close()
	if id == "" {
		id = engine.New(engine.Config{Now: time.Now, Hash: hashOf(s.keys)}).Identify(c.Channel, c.Account, c.Subject)
	}
	st, err := s.Load(r.ctx, id)
	if err != nil {
		return environment("load %s: %v", id, err)
	}
	if st.N == 0 {
		fmt.Fprintf(r.err, "banshi: no conversation %s\n", id)
		return errFindings
	}
	if !c.Yes {
		return usage("erasing %s (%d turns) cannot be undone: say --yes", id, st.N)
	}
	if err := s.WishErase(r.ctx, id, time.Now().UnixMilli()); err != nil {
		return environment("erase %s: %v", id, err)
	}
	fmt.Fprintf(r.out, "%s will be erased by the server\n", id)
	return nil
}

// hashOf is the keyed hash that names conversations.
func hashOf(keys store.Keyring) func(parts ...string) []byte {
	return func(parts ...string) []byte { return keys.Hash("engine", parts...) }
}

// erasing carries out what erase left, until ctx ends.
func (h *house) erasing(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := h.eraseWished(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("erase", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (h *house) eraseWished(ctx context.Context) error {
	wished, err := h.store.EraseWishes(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, id := range wished {
		err := h.engine.Erase(ctx, id)
		if errors.Is(err, engine.ErrUnderWay) {
			continue // the wish stays
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		h.log.Info("erased", "conversation", id)
	}
	return errors.Join(errs...)
}
