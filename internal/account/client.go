package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

const (
	clientActive  = "active"
	clientRevoked = "revoked"
)

// Client is a linked system (接口账号) with a role, a place and a bearer token.
type Client struct {
	bun.BaseModel `bun:"table:api_client"`
	store.Row
	Name         string      `bun:"name" json:"name" label:"名称"`
	Role         access.Role `bun:"role" json:"role" label:"角色"`
	RegionCode   string      `bun:"region_code" json:"region_code" label:"行政区划"`
	EnterpriseID string      `bun:"enterprise_id" json:"enterprise_id"`
	AgencyID     string      `bun:"agency_id" json:"agency_id"`
	TokenHash    string      `bun:"token_hash" json:"-"`
	State        string      `bun:"state" json:"state" label:"状态"`
	LastUsedAt   time.Time   `bun:"last_used_at,nullzero" json:"last_used_at,omitzero"`
	Token        string      `bun:"-" json:"token,omitempty" doc:"令牌，只在开设时出现这一次"`
}

// Place lets the system administrator see all clients.
func (Client) Place() access.Columns { return access.Columns{Region: "region_code"} }

// Subject of a client is itself.
func (c *Client) Subject() store.Subject {
	return store.Subject{Type: "api_client", ID: c.ID, Version: c.Version, Title: c.Name, Link: "/api-clients", RegionCode: c.RegionCode}
}

// Secret tells that this answer must not be kept for repetitions.
func (c *Client) Secret() bool { return c.Token != "" }

// Actor is the client as it acts.
func (c *Client) Actor() access.Actor {
	return access.Actor{ID: c.ID, Name: c.Name, Role: c.Role, Machine: true, Place: placeOf(c.Role, c.RegionCode, c.EnterpriseID, c.AgencyID, "")}
}

// ClientQuery is what the list of clients may be asked.
type ClientQuery struct{ store.Page }

// NewClient is the input of opening a client.
type NewClient struct {
	Name         string      `json:"name" minLength:"1" maxLength:"60"`
	Role         access.Role `json:"role"`
	RegionCode   string      `json:"region_code,omitempty" maxLength:"6"`
	EnterpriseID string      `json:"enterprise_id,omitempty" maxLength:"64"`
	AgencyID     string      `json:"agency_id,omitempty" maxLength:"64"`
}

// OpenClient opens a client; its token is shown this once and stored hashed. Administrators' roles are refused: linked
// systems read and deliver business data only.
func (s *Service) OpenClient(ctx context.Context, in NewClient) (*Client, error) {
	account := NewAccount{Login: "api-client", Name: in.Name, Role: in.Role, RegionCode: in.RegionCode, EnterpriseID: in.EnterpriseID, AgencyID: in.AgencyID, ExpertID: "-"}
	if err := account.check(s.regionValid); err != nil {
		return nil, err
	}
	if access.Matrix[in.Role] == nil || (access.Actor{Role: in.Role}).Can(access.ViewAccount) || (access.Actor{Role: in.Role}).Can(access.ViewJournal) {
		return nil, fault.Invalid("接口账号没有开设", fault.Field{Path: "role", Message: "接口账号只能使用业务角色，不能使用管理员角色。"})
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*Client, error) {
		raw := make([]byte, 32)
		_, _ = rand.Read(raw) // crypto/rand.Read never fails on supported systems
		token := base64.RawURLEncoding.EncodeToString(raw)
		region := in.RegionCode
		if region == "" {
			region = s.province
		}
		c := &Client{Name: in.Name, Role: in.Role, RegionCode: region, EnterpriseID: in.EnterpriseID, AgencyID: in.AgencyID, TokenHash: hashToken(token), State: clientActive}
		err := tx.Insert("api_client.open", c)
		c.Token = token
		return c, err
	})
}

// ListClients lists the clients.
func (s *Service) ListClients(ctx context.Context, in ClientQuery) (store.List[Client], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Client], error) { return listClients(tx, in) })
}

// RevokeClient ends a client's access at once.
func (s *Service) RevokeClient(ctx context.Context, id string) (*Client, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Client, error) {
		c, err := store.Take[Client](tx, id, "该接口账号")
		if err != nil {
			return nil, err
		}
		c.State = clientRevoked
		return c, tx.Save("api_client.revoke", c)
	})
}
