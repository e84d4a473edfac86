"""Who works here, where, and who our customers are. Everybody is made up."""

from domain.viewer import Role

DEPARTMENTS: tuple[tuple[str, str, str], ...] = (
    # code, name, below
    ("trading_support", "交易支持部", "desk"),
    ("margin_desk", "融资融券组", "trading_support"),
    ("account_services", "账户服务部", "desk"),
    ("wealth_services", "财富服务部", "desk"),
    ("product", "产品部", "desk"),
    ("technical_support", "技术支持部", "desk"),
    ("operations", "清算运营部", "desk"),
    ("risk_control", "风险控制部", "desk"),
    ("complaints", "投诉处理组", "desk"),
    ("account_management", "客户经理部", "desk"),
)

ROLES = {
    "product": Role.PRODUCT,
    "technical_support": Role.TECHNICAL_SUPPORT,
    "operations": Role.BACK_OFFICE,
    "risk_control": Role.RISK_CONTROL,
    "account_management": Role.ACCOUNT_MANAGER,
}
"""What one is by the department one works in; elsewhere an agent."""

SUPERVISOR_PREFIX = "S-"

AGENTS: tuple[tuple[str, str, str], ...] = (
    # external reference, name, department
    ("A-0001", "陈晓宇", "trading_support"),
    ("A-0002", "林嘉怡", "trading_support"),
    ("A-0003", "赵子墨", "trading_support"),
    ("A-0004", "周雅婷", "margin_desk"),
    ("A-0005", "吴昊天", "margin_desk"),
    ("A-0006", "郑思琪", "account_services"),
    ("A-0007", "孙浩然", "account_services"),
    ("A-0008", "古丽娜尔·艾合买提", "account_services"),
    ("A-0009", "冯诗涵", "wealth_services"),
    ("A-0010", "许文博", "wealth_services"),
    ("A-0011", "何雨萱", "complaints"),
    ("A-0012", "邓凯", "complaints"),
    ("A-0013", "梁一鸣", "technical_support"),
    ("A-0014", "宋佳宁", "technical_support"),
    ("A-0015", "谢东升", "technical_support"),
    ("A-0016", "潘悦", "product"),
    ("A-0017", "田野", "operations"),
    ("M-0001", "沈若水", "account_management"),
    ("M-0002", "韩立群", "account_management"),
    ("M-0003", "曹梦瑶", "account_management"),
    ("M-0004", "巴图·孟和", "account_management"),
    ("R-0001", "蒋慎之", "risk_control"),
    ("S-0001", "方敏", "desk"),
    ("S-0002", "陆远航", "trading_support"),
)

INDIVIDUALS: tuple[str, ...] = (
    # Common ones.
    "王芳", "李伟", "张秀英", "刘洋", "陈静", "杨磊", "赵文娟", "黄丽华", "周强", "吴晓梅", "徐志远", "孙玉兰",
    "胡建国", "朱婷婷", "高翔", "林佩珊", "何俊杰", "郭美玲", "马晓东", "罗兰", "梁国栋", "宋雪",
    # Family names of two characters.
    "欧阳雨桐", "司马清和", "上官婉宁", "诸葛明朗", "令狐安", "皇甫松", "尉迟敏行", "亓官思远",
    # Characters that are rare, in one name outside the Basic Multilingual Plane.
    "张䶮", "李翀", "王祎", "陈彧", "周堃", "黄喆", "吴龑", "郑甯", "冯㛃", "蒋𬱖", "贠小萌", "仉海涛",
    "爨玉成", "逄锦华",
    # Peoples who write a dot between their names.
    "阿依古丽·买买提", "迪丽努尔·阿不都热合曼", "木合塔尔·艾山", "恰勒哈尔·胡安别克", "乌兰·苏和", "扎西·次仁",
    "吉克·阿依莫", "达娃·卓玛",
)  # fmt: skip

INSTITUTIONS: tuple[str, ...] = (
    "海川示例精密制造股份有限公司",
    "星渚示例私募基金管理有限公司",
    "禾穗示例农业发展集团有限公司",
    "白鹭湾示例文化传媒有限公司",
    "临澧示例远航物流有限公司",
    "青崖示例股权投资合伙企业（有限合伙）",
    "云岭示例茶业专业合作社",
    "松间示例教育基金会",
    "砺石示例建材（集团）有限责任公司",
    "望舒示例生物医药股份有限公司",
    "北辰示例信托有限责任公司",
    "汀溪示例水务有限公司",
)
