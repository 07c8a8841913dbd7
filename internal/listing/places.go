package listing

import (
	"qingshen/internal/enterprise"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// cityName and regionName give the Chinese names of divisions; a service without the register shows the code.
func (s *Service) cityName(code string) string { return s.regionName(code) }

func (s *Service) regionName(code string) string { return s.ref.Name(code) }

// regionLabel names a county with its city: several cities have a district of the same name.
func (s *Service) regionLabel(code string) string {
	if city := store.CityOf(code); city != code {
		return s.ref.Name(city) + s.ref.Name(code)
	}
	return s.ref.Name(code)
}

func (s *Service) cities() []reference.Region { return s.ref.Cities() }

// creditFault tells what is wrong with a credit code (g1).
func creditFault(code string) error { return enterprise.CreditFault(code) }
