"""The rules of needs a new house begins with; where the source has no figure it is ours, to be changed."""

from collections.abc import Mapping
from typing import Any

_YUAN = 100
"""Balances are in minor units (fen)."""

DEFAULT_ASSESSMENT: Mapping[str, Any] = {
    # source: P2.1-c; high-net-worth, frequent and special customers come first by P5.1-b, VIPs by P3.1-b
    "matrix": [
        {
            "code": "key_customers",
            "when": {"segment": ["HIGH_NET_WORTH", "FREQUENT", "SPECIAL"]},
            "grades": {"HIGH": "HIGH", "MEDIUM": "HIGH", "LOW": "MEDIUM"},
        },
        {
            "code": "vip",
            "when": {"tier": ["VIP"]},
            "grades": {"HIGH": "HIGH", "MEDIUM": "HIGH", "LOW": "MEDIUM"},
        },
        {
            "code": "institutions",
            "when": {"customer_type": ["INSTITUTION"]},
            "grades": {"HIGH": "HIGH", "MEDIUM": "MEDIUM", "LOW": "MEDIUM"},
        },
        {"code": "others", "grades": {"HIGH": "HIGH", "MEDIUM": "MEDIUM", "LOW": "LOW"}},
    ],
    "value": {
        # source: P2.2-d, more than 5 trades a year score higher
        "trades": {
            "otherwise": 30,
            "bands": [{"more_than": 5, "points": 70}, {"more_than": 50, "points": 100}],
        },
        # source: P2.2-c
        "balance": {
            "otherwise": 20,
            "bands": [
                {"more_than": 100_000 * _YUAN, "points": 50},
                {"more_than": 1_000_000 * _YUAN, "points": 80},
                {"more_than": 10_000_000 * _YUAN, "points": 100},
            ],
        },
        "weights": {"trades": 1, "balance": 1, "satisfaction": 1},
    },
    # source: P2.2-a
    "weights": {"value": 2, "benefit": 1, "cost": 1},
    # source: P2.2-e
    "strategy": {"priority_from": 70, "standard_from": 40},
}

DEFAULT_RANK: Mapping[str, Any] = {
    # source: P2.3-b, and P2.3-d for abnormal trading
    "first": "ORDER",
    "order": [
        "ACCOUNT_SECURITY",
        "ABNORMAL_TRADING",
        "TRADING_CONSULTATION",
        "PRODUCT_RECOMMENDATION",
        "RISK_ASSESSMENT",
        "ACCOUNT_MANAGEMENT",
    ],
    # source: P2.3-e; 15 is one place and a half, and 35 takes any need before consultations
    "adjustments": [
        {"life": "NEW", "natures": ["BASIC"], "up": 35},
        {"life": "MATURE", "natures": ["ADVANCED"], "categories": ["RISK_ASSESSMENT"], "up": 15},
    ],
    # source: P2.3-c
    "market": {"up": 15, "urgency": 30},
    # source: P2.3-d
    "abnormal": {"within_days": 30},
    # source: P2.3-a
    "urgency": {
        "intensity": {"HIGH": 60, "MEDIUM": 40, "LOW": 20},
        "category": {"ACCOUNT_SECURITY": 40, "TRADING_CONSULTATION": 20},
        "urgent_from": 60,
    },
    "importance": {
        "grade": {"HIGH": 100, "MEDIUM": 60, "LOW": 20},
        "weights": {"grade": 1, "service_value": 1},
        "important_from": 60,
    },
    # source: P2.3-b
    "score": {"urgency": 2, "value": 2, "cost": 1},
}
