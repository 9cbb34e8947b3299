package understand

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// synthetic makes a catalog of so many intents with so many examples each: an action, an object and a
// qualifier of its own, said in many frames, with noise. It is made, not collected: good for measuring time
// and room, not quality.
func synthetic(intents, examples int, seed uint64) []Sample {
	rng := rand.New(rand.NewPCG(seed, 7))
	actions := strings.Fields("查询 办理 预约 补办 缴纳 申请 变更 注销 打印 登记 续期 取消 报销 备案 投诉 咨询 更正 转移 领取 激活")
	objects := strings.Fields("社保卡 公积金 罚单 驾驶证 行驶证 护照 身份证 居住证 户口本 结婚证 营业执照 房产证 水费 电费 燃气费 学籍 低保 医保 养老金 失业金 生育津贴 残疾证 老年证 准生证 签证 发票 个税 停车费 车牌 摇号 公租房 契税 宅基地 林权证 船舶证 渔业证 食品许可 卫生许可 消防验收 施工许可")
	kinds := strings.Fields("个人 单位 企业 学生 老人 儿童 军人 外国人 农村 城镇 首次 到期 遗失 损坏 异地 网上 临时 长期 代办 补录")
	frames := []string{"我想%s%s%s", "%s%s%s怎么弄", "请问%s%s%s", "帮我%s一下%s%s", "%s%s%s", "你好我要%s%s%s", "想问下%s%s%s的事", "能不能%s%s%s", "麻烦%s%s%s谢谢", "在手机上%s%s%s可以吗"}
	noise := strings.Fields("今天 昨天 家里 急用 那个 就是 一下 现在 之前 听说 朋友 说是 还没 已经 需要 可能 单位 孩子 父母 这边")
	var list []Sample
	for i := range intents {
		action, object, kind := actions[i%len(actions)], objects[i/len(actions)%len(objects)], kinds[(i*7+i/800)%len(kinds)]
		for range examples {
			text := fmt.Sprintf(frames[rng.IntN(len(frames))], action, kind, object)
			if rng.IntN(3) == 0 {
				text = fmt.Sprintf(frames[rng.IntN(len(frames))], object, kind, action)
			}
			for range rng.IntN(3) {
				text += noise[rng.IntN(len(noise))]
			}
			list = append(list, Sample{Text: text, Intent: fmt.Sprintf("intent-%04d", i)})
		}
	}
	return list
}
