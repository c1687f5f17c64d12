package demo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Files of the certificate authority, in the directory of the demonstration, and of
// the certificates, in that of each instance.
const (
	authorityName, authorityKeyName     = "ca.pem", "ca.key"
	certificateName, certificateKeyName = "tls.pem", "tls.key"
)

// How long a certificate of the demonstration is good. Clients refuse more than 398
// days of a host's; it is made anew at each start.
const (
	authorityLife   = 10 * 365 * 24 * time.Hour
	certificateLife = 90 * 24 * time.Hour
)

// authority signs the certificates of the demonstration's hosts. Nobody trusts it who
// has not been told to.
type authority struct {
	file string // of its certificate
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

// openAuthority gives the authority of a directory, and makes it when there is none:
// who has come to trust it need not do so again.
func openAuthority(dir string) (*authority, error) {
	file := filepath.Join(dir, authorityName)
	a := &authority{file: file, pool: x509.NewCertPool()}
	text, err := os.ReadFile(file)
	if err == nil {
		err = a.read(text, filepath.Join(dir, authorityKeyName))
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = a.make(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("demo: certificate authority: %w", err)
	}
	a.pool.AddCert(a.cert)
	return a, nil
}

func (a *authority) read(text []byte, keyFile string) (err error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("its file holds no certificate")
	}
	if a.cert, err = x509.ParseCertificate(block.Bytes); err != nil {
		return err
	}
	if text, err = os.ReadFile(keyFile); err != nil {
		return err
	}
	if block, _ = pem.Decode(text); block == nil {
		return errors.New("its file holds no key")
	}
	a.key, err = x509.ParseECPrivateKey(block.Bytes)
	return err
}

func (a *authority) make(dir string) (err error) {
	now := time.Now()
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "Headroom demonstration"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	a.cert, a.key, err = a.sign(template, a.file, filepath.Join(dir, authorityKeyName))
	return err
}

// issue writes a certificate for a host, and its key, into a directory.
func (a *authority) issue(host, dir string) error {
	now := time.Now()
	template := &x509.Certificate{Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	_, _, err := a.sign(template, filepath.Join(dir, certificateName), filepath.Join(dir, certificateKeyName))
	return err
}

// sign makes a key and a certificate for it, signed by the authority or, when that is
// being made, by itself, and writes both.
func (a *authority) sign(template *x509.Certificate, file, keyFile string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, nil, err
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	if err := replace(keyFile, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})); err != nil {
		return nil, nil, err
	}
	if err := replace(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})); err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return cert, key, err
}
