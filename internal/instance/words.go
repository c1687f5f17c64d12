package instance

import (
	"fmt"
	"os"

	"github.com/pelletier/go-toml/v2"

	"headroom/internal/config"
)

// wordsOf reads the sentences that an instance says in its own words: language,
// key, text. That the keys exist is checked where they are laid over the
// catalogues.
func wordsOf(c *config.Config) (map[string]map[string]string, error) {
	if c.Words == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(c.Words)
	if err != nil {
		return nil, fmt.Errorf("instance: words: %w", err)
	}
	var own map[string]map[string]string
	if err := toml.Unmarshal(raw, &own); err != nil {
		return nil, fmt.Errorf("instance: words in %s: %w", c.Words, err)
	}
	return own, nil
}
