"""What a customer may send along about their device, and nothing that is nobody's business."""
