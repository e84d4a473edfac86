"""Who we serve (客户): identity, lifecycle stage, tier, segments and contact points."""
