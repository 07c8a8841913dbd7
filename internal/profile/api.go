package profile

import (
	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of the page about one enterprise.
func Register(a *rest.API, s *Service) {
	const at = "/enterprises/{id}/"
	rest.Get(a, at+"rounds", "get-enterprise-rounds", access.ViewEnterprise, "Gives the rounds (各轮审核) of an enterprise by year with all their steps: list, notice, disclosure, start, report, evaluation, acceptance, result.", s.Rounds)
	rest.Get(a, at+"clocks", "get-enterprise-clocks", access.ViewEnterprise, "Gives the statutory clocks (法定期限) of an enterprise, the open ones first, with how each stands.", s.part(reader{access.UseDesk, "没有期限。", clocks}))
	rest.Get(a, at+"affairs", "get-enterprise-affairs", access.ViewEnterprise, "Gives events, petitions and equivalences (变更事项、申请和视同) of an enterprise.", s.part(reader{access.ViewListing, "没有变更事项、申请或者视同。", affairs}))
	rest.Get(a, at+"inventory", "get-enterprise-inventory", access.ViewEnterprise, "Gives how the sites of an enterprise stand in the inventory (清单), with coming in and going out.", s.part(reader{access.ViewListing, "没有列入重点行业企业清单。", inventory}))
	rest.Get(a, at+"people", "get-enterprise-people", access.ViewEnterprise, "Gives contacts and accounts of an enterprise and the agencies that it has engaged (人员和机构).", s.part(reader{access.ViewEnterprise, "没有登记人员和机构。", people}))
	rest.Get(a, at+"files", "get-enterprise-files", access.ViewEnterprise, "Gives the files of an enterprise and of its affairs (文件), the latest first.", s.part(reader{access.ViewEnterprise, "没有文件。", files}))
	rest.Get(a, at+"oversight", "get-enterprise-oversight", access.ViewEnterprise, "Gives the reminders that were sent to an enterprise and what was laid before leaders about it (提醒和督办).", s.part(reader{access.UseDesk, "没有发出提醒，也没有督办。", oversight}))
}
