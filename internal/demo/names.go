package demo

import (
	"fmt"
	"strings"
)

// mark stands at the end of every invented name, so that nobody takes it for a real enterprise or agency.
const mark = "（演示）"

// trade is one industry of the demonstration: the class of GB/T 4754-2017, how such firms name themselves, and what
// they make and release.
type trade struct {
	code    string
	words   []string
	product string // 主要产品
	unit    string // unit of the product
	weight  int    // how common it is
	facts   trait
}

// trait is what such a firm may be listed for: 双有 substances, exceeded pollutants, the product of an energy limit.
type trait struct {
	toxic     string // 有毒有害物质
	pollutant string
	limit     string // 单位产品能耗限额标准
	water     bool   // 高耗水
	energy    bool   // 高耗能
}

var trades = []trade{
	{"2614", []string{"化工", "化学", "精细化工"}, "有机化学原料", "吨", 14, trait{"苯", "挥发性有机物", "GB 30251", true, true}},
	{"2651", []string{"新材料", "树脂", "高分子材料"}, "合成树脂", "吨", 8, trait{"环氧氯丙烷", "挥发性有机物", "", true, true}},
	{"2631", []string{"农化", "植保科技"}, "农药原药", "吨", 4, trait{"氰化钠", "化学需氧量", "", true, false}},
	{"2621", []string{"化肥", "肥业"}, "合成氨", "吨", 3, trait{"液氨", "氨氮", "GB 21344", true, true}},
	{"2641", []string{"涂料", "化学建材"}, "工业涂料", "吨", 5, trait{"甲苯", "挥发性有机物", "", false, false}},
	{"2611", []string{"硫酸", "无机化工"}, "工业硫酸", "吨", 3, trait{"五氧化二钒", "二氧化硫", "GB 29141", false, true}},
	{"2645", []string{"染料化工", "颜料"}, "分散染料", "吨", 3, trait{"苯胺", "化学需氧量", "", true, false}},
	{"2511", []string{"石化", "石油化工"}, "成品油", "吨", 4, trait{"苯", "二氧化硫", "GB 30251", true, true}},
	{"2521", []string{"焦化", "煤化"}, "冶金焦", "吨", 3, trait{"苯并[a]芘", "氮氧化物", "GB 21342", true, true}},
	{"2710", []string{"制药", "药业", "医药化工"}, "化学药品原料药", "吨", 6, trait{"二氯甲烷", "挥发性有机物", "", true, false}},
	{"3011", []string{"水泥", "建材"}, "通用硅酸盐水泥", "吨", 5, trait{"", "氮氧化物", "GB 16780", false, true}},
	{"3041", []string{"玻璃", "浮法玻璃"}, "平板玻璃", "重量箱", 3, trait{"", "氮氧化物", "GB 21340", false, true}},
	{"3071", []string{"陶瓷", "建陶"}, "建筑陶瓷", "平方米", 4, trait{"", "颗粒物", "GB 21252", false, true}},
	{"3031", []string{"墙材", "新型建材"}, "烧结砖", "万块", 3, trait{"", "颗粒物", "", false, false}},
	{"3110", []string{"炼铁", "铸铁"}, "生铁", "吨", 2, trait{"", "颗粒物", "GB 21256", true, true}},
	{"3120", []string{"钢铁", "特钢"}, "粗钢", "吨", 3, trait{"铬", "二氧化硫", "GB 21256", true, true}},
	{"3130", []string{"轧钢", "带钢", "管业"}, "钢材", "吨", 4, trait{"六价铬", "颗粒物", "", true, true}},
	{"3216", []string{"铝业", "电解铝"}, "电解铝", "吨", 3, trait{"氟化物", "二氧化硫", "GB 21346", false, true}},
	{"3211", []string{"铜业", "有色金属"}, "阴极铜", "吨", 2, trait{"砷", "二氧化硫", "GB 21248", true, true}},
	{"3252", []string{"铝材", "铝加工"}, "铝型材", "吨", 4, trait{"六价铬", "氟化物", "", true, false}},
	{"4411", []string{"热电", "发电"}, "电力", "万千瓦时", 4, trait{"", "氮氧化物", "GB 21258", true, true}},
	{"4430", []string{"热力", "供热"}, "热力", "吉焦", 4, trait{"", "氮氧化物", "", false, true}},
	{"0610", []string{"煤矿", "矿业"}, "原煤", "吨", 2, trait{"", "化学需氧量", "", true, true}},
	{"1713", []string{"印染", "染整"}, "印染布", "百米", 6, trait{"苯胺类", "化学需氧量", "", true, false}},
	{"1762", []string{"针织印染", "漂染"}, "针织印染布", "吨", 3, trait{"六价铬", "化学需氧量", "", true, false}},
	{"2221", []string{"纸业", "造纸"}, "机制纸及纸板", "吨", 5, trait{"可吸附有机卤素", "化学需氧量", "GB 31825", true, true}},
	{"2319", []string{"包装印刷", "彩印"}, "包装装潢印刷品", "色令", 4, trait{"甲苯", "挥发性有机物", "", false, false}},
	{"1353", []string{"肉食品", "肉类加工"}, "肉制品", "吨", 6, trait{"", "氨氮", "", true, false}},
	{"1391", []string{"淀粉", "玉米生物"}, "玉米淀粉", "吨", 5, trait{"", "化学需氧量", "", true, false}},
	{"1331", []string{"粮油", "植物油"}, "食用植物油", "吨", 4, trait{"正己烷", "化学需氧量", "", false, false}},
	{"1361", []string{"水产食品", "海洋食品"}, "冷冻水产品", "吨", 4, trait{"", "氨氮", "", true, false}},
	{"1371", []string{"食品", "果蔬"}, "保鲜蔬菜", "吨", 4, trait{"", "化学需氧量", "", false, false}},
	{"3360", []string{"表面处理", "电镀", "金属制品"}, "电镀件", "万平方米", 7, trait{"六价铬", "总铬", "", true, false}},
	{"3982", []string{"电子", "电路板"}, "印制电路板", "万平方米", 3, trait{"氰化物", "总铜", "", true, false}},
	{"3670", []string{"汽车零部件", "车辆部件"}, "汽车零部件", "万件", 7, trait{"二甲苯", "挥发性有机物", "", false, false}},
	{"3514", []string{"重工", "工程机械"}, "工程机械", "台", 4, trait{"二甲苯", "挥发性有机物", "", false, false}},
	{"3731", []string{"船舶", "船业"}, "金属船舶", "载重吨", 2, trait{"二甲苯", "挥发性有机物", "", false, false}},
	{"2110", []string{"家具", "木业"}, "木质家具", "万件", 4, trait{"苯系物", "挥发性有机物", "", false, false}},
	{"3311", []string{"钢构", "金属结构"}, "金属结构件", "吨", 4, trait{"二甲苯", "挥发性有机物", "", false, false}},
	{"3843", []string{"电池", "新能源"}, "铅蓄电池", "千伏安时", 2, trait{"铅", "总铅", "", false, false}},
	{"2822", []string{"化纤", "纤维"}, "涤纶长丝", "吨", 3, trait{"", "化学需氧量", "", true, false}},
	{"2911", []string{"轮胎", "橡胶"}, "橡胶轮胎外胎", "万条", 4, trait{"", "挥发性有机物", "GB 29449", false, true}},
	{"2921", []string{"塑料", "塑业"}, "塑料薄膜", "吨", 4, trait{"", "挥发性有机物", "", false, false}},
	{"1512", []string{"酒业", "酿造"}, "白酒", "千升", 3, trait{"", "化学需氧量", "", true, false}},
	{"1421", []string{"糖果食品"}, "糖果", "吨", 2, trait{"", "化学需氧量", "", false, false}},
}

var tradeWeights = func() []int {
	weights := make([]int, len(trades))
	for i, t := range trades {
		weights[i] = t.weight
	}
	return weights
}()

// Characters of which trade names are made; the second list never begins a name.
var (
	nameFirst  = []rune("鲁齐泰岱沂沭汶泗济青海东昌润华盛恒瑞兴宏金信诚永德正康明祥源丰利隆基泽凯威博嘉澳京科力天宝圣玉鼎联众方圆石晨春龙凤百新中大远")
	nameSecond = []rune("鑫源泰润成达通康盛丰华利安恒远宇瑞诺翔腾鸿坤岳峰川岭洋港湖泉河阳光辉林森邦亿特美佳和顺发旺荣昊轩锦绣航图")
	surnames   = []rune("王李张刘陈杨赵孙周徐马朱胡郭高林郑罗梁宋于韩冯董程曹袁吕田贾丁崔孔孟颜毕牟隋")
	givenFirst = []string{"建", "国", "文", "志", "海", "秀", "永", "玉", "德", "学", "春", "晓", "立", "振", "庆", "维", "宝", "兆", "传", "广"}
	givenLast  = []string{"军", "明", "华", "强", "平", "英", "霞", "伟", "涛", "红", "梅", "刚", "峰", "杰", "敏", "艳", "生", "勇", "丽", "鹏", "东", "宁"}
	forms      = []string{"有限公司", "有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "有限责任公司"}
	roads      = []string{"工业北路", "化工路", "经十路", "创业大道", "兴业路", "开发区一路", "滨河东路", "科技大街", "纬三路", "港城大道", "昌盛路", "银河路"}
	parks      = []string{"经济开发区", "高新技术产业开发区", "化工产业园", "工业园区", "循环经济产业园"}
)

// firm gives the invented name of an enterprise of a division.
func firm(d dice, place string, t trade) string {
	return place + word(d) + pick(d, t.words) + pick(d, forms) + mark
}

func word(d dice) string { return string([]rune{pick(d, nameFirst), pick(d, nameSecond)}) }

// person gives an invented personal name.
func person(d dice) string {
	name := string(pick(d, surnames))
	if d.percent(75) {
		name += pick(d, givenFirst)
	}
	return name + pick(d, givenLast)
}

// phone gives a number that has the right form and belongs to nobody: local numbers never begin with 9.
func phone(d dice, area string) string { return fmt.Sprintf("%s-9%07d", area, d.IntN(10_000_000)) }

// areaCodes are the telephone areas of the cities.
var areaCodes = map[string]string{
	"370100": "0531", "370200": "0532", "370300": "0533", "370400": "0632", "370500": "0546", "370600": "0535", "370700": "0536", "370800": "0537",
	"370900": "0538", "371000": "0631", "371100": "0633", "371300": "0539", "371400": "0534", "371500": "0635", "371600": "0543", "371700": "0530",
}

// short drops the last character of a division's name where a trade name would: 章丘区 is 章丘, 单县 stays.
func short(name string) string {
	runes := []rune(name)
	if len(runes) <= 2 {
		return name
	}
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "区"), "市"), "县")
}
