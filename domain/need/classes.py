"""How needs are told apart: source, category, nature, frequency, intensity and grade (source: P2.1-a to -c)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.shared.errors import Invalid

MODEL_LENGTH = 100


class NeedSource(StrEnum):
    """How we came to know of it (识别来源): the four of P2.1-a, and two of ours.

    PREDICTION is the model of latent needs (P2.1-e); INTERACTION is a call, a visit or a chat in which it came up.
    """

    INTERVIEW = "INTERVIEW"
    QUESTIONNAIRE = "QUESTIONNAIRE"
    TRADING_ANALYSIS = "TRADING_ANALYSIS"
    COMPLAINT = "COMPLAINT"
    PREDICTION = "PREDICTION"
    INTERACTION = "INTERACTION"


class Category(StrEnum):
    """What it is about (需求类别; source: P2.1-b)."""

    ACCOUNT_MANAGEMENT = "ACCOUNT_MANAGEMENT"
    TRADING_CONSULTATION = "TRADING_CONSULTATION"
    RISK_ASSESSMENT = "RISK_ASSESSMENT"
    PRODUCT_RECOMMENDATION = "PRODUCT_RECOMMENDATION"
    ACCOUNT_SECURITY = "ACCOUNT_SECURITY"


class Nature(StrEnum):
    """Basic (基础) or advanced (高级) need."""

    BASIC = "BASIC"
    ADVANCED = "ADVANCED"


class Frequency(StrEnum):
    """How often such a need comes up with this customer: high (高频) or low (低频)."""

    HIGH = "HIGH"
    LOW = "LOW"


class Intensity(StrEnum):
    """How strongly the customer feels it (需求强度)."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Grade(StrEnum):
    """What the need matrix says of it (需求矩阵): how much of our resources it gets."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one need, as a person or a model judged them."""

    category: Category
    nature: Nature
    frequency: Frequency
    intensity: Intensity


@dataclass(frozen=True, slots=True)
class Prediction:
    """Which version of a model predicted it, and how sure it was: 0 to 1 (source: P2.1-e)."""

    model_version: str
    confidence: float

    def __post_init__(self) -> None:
        if not 1 <= len(self.model_version.strip()) <= MODEL_LENGTH or not self.model_version.isprintable():
            raise Invalid(f"a version has 1 to {MODEL_LENGTH} printable characters", field=["modelVersion"])
        if not 0 <= self.confidence <= 1:
            raise Invalid(f"confidence {self.confidence} does not exist; it is 0 to 1", field=["confidence"])
