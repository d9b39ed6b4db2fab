import type { FindingCode } from '../contract/finding-code.ts';
import type { Bilingual } from './risk-messages.ts';

/** What a finding says, in neutral words, and how it comes about without anybody meaning anything by it (decisions C5). */
export interface FindingText {
  readonly text: Bilingual;
  readonly innocent: readonly Bilingual[];
}

const both = (en: string, zh: string): Bilingual => ({ en, zh });

/** Every code has a text and at least one innocent explanation. */
export const findingsCatalogue: Readonly<Record<FindingCode, FindingText>> = {
  'meter.unmeteredRun': {
    text: both('a counter that others keep advanced while nothing was metered', '在未计量期间，第三方计数器有所增加'),
    innocent: [
      both('the agent was being updated or its host restarted later than the robot', '代理程序正在更新，或其主机晚于机器人启动'),
      both('a part with its own counter was exercised on a test bench', '带有自身计数器的部件曾在测试台上运行'),
    ],
  },
  'meter.rollback': {
    text: both('the ledger began anew behind what is known of it', '账本从早于已知状态之处重新开始'),
    innocent: [
      both('the disk was restored from a backup or replaced after damage', '磁盘由备份恢复，或损坏后更换'),
      both('a virtual machine went back to a snapshot', '虚拟机回退到快照'),
    ],
  },
  'clock.step': {
    text: both(
      'the wall clock stepped shortly before the period ended; durations are not taken from it',
      '周期结束前时钟发生跳变；时长不取自该时钟',
    ),
    innocent: [both('the host reached its time server', '主机与时间服务器同步'), both('the battery of the clock is empty', '时钟电池耗尽')],
  },
  'environment.declarationConflict': {
    text: both('a measurement differs from what is declared of the site', '测量值与场地申报不一致'),
    innocent: [
      both('the robot worked somewhere else for a while', '机器人曾短期在别处作业'),
      both('the sensor sits near a source of heat or vibration', '传感器靠近热源或振动源'),
    ],
  },
  'environment.sensorLost': {
    text: both('a sensor of the surroundings gives no values any more', '环境传感器不再提供数值'),
    innocent: [
      both('its battery or cable needs care', '其电池或线缆需要维护'),
      both('it was taken away for calibration', '被取走进行校准'),
    ],
  },
  'sensor.suspect': {
    text: both('a sensor gives values that cannot be relied on', '传感器给出的数值不可靠'),
    innocent: [both('the sensor is worn or stuck', '传感器老化或卡滞')],
  },
  'sensor.unplugged': {
    text: both(
      'a source fell silent after high load at least twice as often as its share of the time explains',
      '某数据源在高负载之后中断的频次，至少为按时间占比所应有的两倍',
    ),
    innocent: [
      both('a plug or cable gives way when the robot works hard', '机器人高负荷作业时插头或线缆松动'),
      both('its supply dips under load', '负载较大时其供电下降'),
      both('the robot is switched off where its hardest work is done', '最繁重的作业完成后机器人被关闭'),
    ],
  },
  'safety.autoReset': {
    text: both(
      'protective stops were cleared within three seconds, three times in an hour or more, or by a program',
      '一小时内至少三次在三秒内解除保护性停止，或由程序解除',
    ),
    innocent: [
      both('an operator stood beside the robot and cleared them by hand', '操作人员在旁手动解除'),
      both('a program was being taught, where stops come and go', '示教过程中停止频繁出现'),
      both('a program ran on beside a stop that a person cleared', '停止由人员解除，期间程序仍在运行'),
    ],
  },
  'safetyConfiguration.changed': {
    text: both(
      'safety configuration, limits, payload or tool changed; stop and impact credit began anew',
      '安全配置、限值、负载或工具发生变化；停止与碰撞信用重新累计',
    ),
    innocent: [
      both('the robot got another job, tool or workpiece', '机器人更换了任务、工具或工件'),
      both('an integrator finished or maintained the application', '集成商完成或维护了应用'),
    ],
  },
  'model.changed': {
    text: both(
      'another model computes from here on; versions are exposure and are not priced',
      '此后使用另一模型计算；版本只作记录，不计价',
    ),
    innocent: [both('an update that the insurer or the maker sent', '保险人或制造商下发的更新')],
  },
  'version.changed': {
    text: both('another version runs from here on; versions are exposure and are not priced', '此后运行另一版本；版本只作记录，不计价'),
    innocent: [both('an ordinary update', '常规更新'), both('the site was declared anew', '场地重新申报')],
  },
  'component.replaced': {
    text: both('a component has another serial number', '部件的序列号已改变'),
    innocent: [both('it was repaired, or a battery pack was swapped', '进行了维修，或更换了电池组')],
  },
  'payload.bias': {
    text: both(
      'a joint needs steadily more or less than a tenth of its rated effort beside what was learned of it',
      '某关节的稳态力矩与所学习的相比，持续偏离超过其额定值的十分之一',
    ),
    innocent: [
      both('the robot carries another tool or workpiece than while it was learned', '机器人所持工具或工件与学习时不同'),
      both('its gears run warmer or colder, or were greased', '减速器温度变化，或经过润滑'),
      both('it was mounted or levelled anew', '机器人被重新安装或调平'),
    ],
  },
  'commissioning.repeated': {
    text: both(
      'the watch learned this robot anew more than once within 500 operating hours',
      '在 500 运行小时内，监测不止一次重新学习该机器人',
    ),
    innocent: [
      both('updates followed one another', '多次更新相继进行'),
      both('parts were replaced or the application was changed, and learning anew was ordered', '更换了部件或变更了应用，因而下令重新学习'),
      both('what had been learned was lost with a disk', '已学习的内容随磁盘丢失'),
    ],
  },
  'report.missing': {
    text: both('a report between two others has not arrived', '两份报告之间缺少一份报告'),
    innocent: [
      both('it is still on its way: the robot was offline', '仍在传输途中：机器人离线'),
      both('the recipient asked for it to be sent again', '接收方已要求重新发送'),
    ],
  },
};
