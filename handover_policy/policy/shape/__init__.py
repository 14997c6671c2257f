"""JSON Schema over nodes: findings at the very place."""
