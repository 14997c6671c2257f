"""Text messages: the senders of Aliyun and Tencent, and the reports by which they tell what became of them."""
