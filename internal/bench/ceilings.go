package bench

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"time"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/storage"
)

// signatures measures what one core can verify.
func (b *bench) signatures(context.Context) error {
	message := sha256.Sum256([]byte("(request-target): post /inbox"))
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, message[:])
	if err != nil {
		return err
	}
	if err := b.rate("rsa_verify_per_s", func() error {
		return rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, message[:], sig)
	}); err != nil {
		return err
	}
	edwards, err := sign.GenerateKey()
	if err != nil {
		return err
	}
	short := ed25519.Sign(edwards, message[:])
	if err := b.rate("ed25519_verify_per_s", func() error {
		if !ed25519.Verify(sign.Public(edwards), message[:], short) {
			return sign.ErrSignature
		}
		return nil
	}); err != nil {
		return err
	}
	author := writer{actor: "https://wales.example/u/1", keyID: "https://wales.example/u/1#key", key: edwards}
	note, err := author.create(sampleRoom, 1, "", time.Now())
	if err != nil {
		return err
	}
	if err := b.rate("proof_verify_per_s", func() error {
		_, err := sign.VerifyProof(note.body, sign.Public(edwards))
		return err
	}); err != nil {
		return err
	}
	return b.credentials(edwards)
}

// credentials measures how often one core can check a credential in full:
// proof, dates, parties, and its bit in a status list that is already read.
func (b *bench) credentials(key ed25519.PrivateKey) error {
	now := time.Now().UTC().Truncate(time.Second)
	issuer, subject := "https://wales.example/actor", "https://wales.example/u/1"
	bits, err := credential.NewBitstring(credential.MinBits)
	if err != nil {
		return err
	}
	lists := map[string]*credential.StatusList{}
	claims := credential.Claims{ID: subject + "/credential/1", Type: credential.Headteacher, Issuer: issuer, Subject: subject,
		Name: "Sample Head", Nation: "CYM", ValidFrom: now.Add(-time.Hour), ValidUntil: now.Add(300 * 24 * time.Hour)}
	for _, purpose := range []string{credential.Revocation, credential.Suspension} {
		id := "https://wales.example/status/" + purpose + "/1"
		lists[id] = &credential.StatusList{ID: id, Issuer: issuer, Purpose: purpose, Bits: bits}
		claims.Status = append(claims.Status, credential.StatusEntry{Purpose: purpose, List: id, Index: 4711})
	}
	raw, err := credential.Issue(claims, now, key, issuer+"#key")
	if err != nil {
		return err
	}
	return b.rate("credential_checks_per_s", func() error {
		c, err := credential.Verify(raw, sign.Public(key), now, credential.Options{})
		if err != nil {
			return err
		}
		return c.CheckStatus(func(id string) *credential.StatusList { return lists[id] })
	})
}

// rate measures how often a second something can be done by one core: the
// median of three runs.
func (b *bench) rate(name string, do func() error) error {
	var rates []float64
	for range 3 {
		n, began, long := 0, time.Now(), b.briefly(400*time.Millisecond)
		for time.Since(began) < long {
			if err := do(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			n++
		}
		rates = append(rates, float64(n)/time.Since(began).Seconds())
	}
	b.out[name] = round(median(rates))
	return nil
}

// rowsInBatch is how many rows one transaction of the ceiling writes.
const rowsInBatch = 256

// database measures how many rows of documents the database takes when one
// commit serves many: the ceiling of everything that is stored.
func (b *bench) database(ctx context.Context) error {
	db, err := storage.Open(ctx, storage.Options{Database: "sqlite:" + filepath.Join(b.dir, "rows.db")})
	if err != nil {
		return err
	}
	defer db.Close()
	key, err := sign.GenerateKey()
	if err != nil {
		return err
	}
	author := writer{actor: "https://wales.example/u/1", keyID: "https://wales.example/u/1#key", key: key}
	note, err := author.create(sampleRoom, 1, "", time.Now())
	if err != nil {
		return err
	}
	var rates []float64
	for range 3 {
		n, began, long := 0, time.Now(), b.briefly(1500*time.Millisecond)
		for time.Since(began) < long {
			if err := db.Update(ctx, func(tx community.Tx) error { return insertRows(tx, note.body) }); err != nil {
				return err
			}
			n += rowsInBatch
		}
		rates = append(rates, float64(n)/time.Since(began).Seconds())
	}
	b.out["sqlite_batched_rows_per_s"] = round(median(rates))
	return nil
}

func insertRows(tx community.Tx, raw []byte) error {
	for range rowsInBatch {
		id := tx.NextID()
		err := tx.InsertDocument(community.Document{ID: id, IRI: fmt.Sprint("https://wales.example/a/", id),
			Signer: "https://wales.example/u/1", Object: fmt.Sprint("https://wales.example/o/", id),
			Author: "https://wales.example/u/1", Class: "activity", Raw: raw, CreatedAt: time.Now()})
		if err != nil {
			return err
		}
	}
	return nil
}
