"""What customers do with their money: trades, transfers, balances and warnings, as other systems tell us (交易行为)."""
