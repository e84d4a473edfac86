"""The words of needs as clients see them; whoever shows one imports it from here, so that each has one name."""

import strawberry

from domain.need.assessment import Strategy
from domain.need.classes import Category, Frequency, Grade, Intensity, Nature, NeedSource
from domain.need.lifecycle import NeedAction, NeedStatus
from domain.need.link import NeedLinkKind
from domain.need.rank import Quadrant

__all__ = [
    "Category", "Frequency", "Grade", "Intensity", "Nature", "NeedAction", "NeedLinkKind", "NeedSource", "NeedStatus",
    "Quadrant", "Strategy",
]  # fmt: skip

strawberry.enum(NeedStatus, description="Where a need stands (需求状态; source: P2).")
strawberry.enum(NeedAction, description="What may be asked of a need (需求操作).")
strawberry.enum(NeedSource, description="How we came to know of a need (识别来源; source: P2.1-a).")
strawberry.enum(Category, name="NeedCategory", description="What a need is about (需求类别; source: P2.1-b).")
strawberry.enum(Nature, name="NeedNature", description="Basic or advanced (需求性质; source: P2.1-b).")
strawberry.enum(Frequency, name="NeedFrequency", description="How often it comes up (需求频率; source: P2.1-b).")
strawberry.enum(Intensity, name="NeedIntensity", description="How strongly it is felt (需求强度; source: P2.1-c).")
strawberry.enum(Grade, name="NeedGrade", description="What the need matrix says (需求等级; source: P2.1-c).")
strawberry.enum(Quadrant, name="NeedQuadrant", description="Urgent and important (四象限; source: P2.3-a).")
strawberry.enum(Strategy, name="ServiceStrategy", description="How it is served (服务策略; source: P2.2-e).")
strawberry.enum(NeedLinkKind, description="How a need hangs together with something else (需求关联).")
