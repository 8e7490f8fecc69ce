"""Tables to rows: counts, lists, targets, scores, nominations, and the totals printed beside them."""
