package community

import "cmp"

// placeUnderParent finds where in its conversation a post hangs.
func (s *Service) placeUnderParent(tx Tx, post *Post) error {
	if post.ParentIRI == "" {
		return nil
	}
	parent, err := tx.PostPlace(post.ParentIRI)
	if IsNotFound(err) {
		post.DepthFromRoot = 1
		return nil
	}
	if err != nil {
		return err
	}
	if parent.ThreadID == post.ThreadID {
		post.ParentID, post.DepthFromRoot = parent.ID, parent.Depth+1
		post.BranchID = cmp.Or(parent.Branch, post.ID)
	}
	return nil
}
