"""What ``fazhi law`` needs: reading folders of texts, building the compiled catalogue, the store of a user's texts."""
