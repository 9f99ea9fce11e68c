"""Gradient-boosted trees for a binary label: from features to the probability, as XGBoost computes it.

The nodes of all trees are in one array. A step to a child has no branch that depends on the data, and four rows walk a
tree together, so that the processor works on several steps at once. Every row takes as many steps as the tree is deep:
a leaf leads to itself.
"""

cimport cython
from libc.math cimport NAN, expf, logf
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc

import numpy as np

cdef enum:
    LANES = 4  # rows that walk a tree together
    BLOCK = 64  # rows whose sums are kept while the trees are read once
    MAX_NODES = 1 << 24

cdef struct Node:
    float threshold  # not a number for a leaf, so that every value leads to the other child
    int32_t child  # where a value below the threshold leads; the next node is the other child
    uint32_t feature  # twice the column, plus 1 if a missing value leads to the other child
    float value  # of a leaf


cdef inline int32_t step(const Node *nodes, int32_t position, const float *row, bint missing) noexcept nogil:
    """Return the next node of a row; `missing` says whether a value of the rows may be missing."""
    cdef const Node *node = nodes + position
    cdef float value = row[node.feature >> 1]
    if missing:
        return node.child + ((not value < node.threshold) & (<int> (value == value) | <int> (node.feature & 1)))
    return node.child + (not value < node.threshold)


cdef inline void walk(
    const Node *nodes, int32_t root, int32_t depth, const float *row, Py_ssize_t width, bint missing, float *sums
) noexcept nogil:
    """Add the leaves of a tree that LANES rows reach to their sums."""
    cdef int32_t first = root, second = root, third = root, fourth = root, _
    for _ in range(depth):
        first = step(nodes, first, row, missing)
        second = step(nodes, second, row + width, missing)
        third = step(nodes, third, row + 2 * width, missing)
        fourth = step(nodes, fourth, row + 3 * width, missing)
    sums[0] += nodes[first].value
    sums[1] += nodes[second].value
    sums[2] += nodes[third].value
    sums[3] += nodes[fourth].value


cdef class Trees:
    """Trees of a booster with the objective binary:logistic.

    Args:
        sizes: Number of nodes of each tree. The other arrays have the nodes of the first tree first.
        left: The child to which values below the threshold lead, as index in its tree; -1 for a leaf.
        right: The other child.
        feature: The column that is compared with the threshold.
        threshold: The threshold; the value of a leaf.
        default_left: 1 if a missing value leads to the left child.
        features: Number of columns.
        base_score: Probability without any tree.

    Raises:
        ValueError: If these are no trees: if a child precedes its parent, or an index is out of range.
    """

    cdef Node *nodes
    cdef int32_t *roots
    cdef int32_t *depths
    cdef Py_ssize_t count
    cdef float margin
    cdef readonly Py_ssize_t features

    def __cinit__(
        self,
        const int32_t[::1] sizes,
        const int32_t[::1] left,
        const int32_t[::1] right,
        const int32_t[::1] feature,
        const float[::1] threshold,
        const uint8_t[::1] default_left,
        Py_ssize_t features,
        float base_score,
    ):
        cdef Py_ssize_t tree, first = 0, total = left.shape[0]
        if not (right.shape[0] == feature.shape[0] == threshold.shape[0] == default_left.shape[0] == total):
            raise ValueError("the arrays differ in length")
        if not (total <= MAX_NODES and sizes.shape[0] <= total and 0 < features <= MAX_NODES and 0 < base_score < 1):
            raise ValueError("a number is out of range")
        self.count, self.features = sizes.shape[0], features
        self.margin = -logf(<float> 1 / base_score - <float> 1)
        self.nodes = <Node *> malloc((total + 1) * sizeof(Node))
        self.roots = <int32_t *> malloc((self.count + 1) * sizeof(int32_t))
        self.depths = <int32_t *> malloc((self.count + 1) * sizeof(int32_t))
        if self.nodes is NULL or self.roots is NULL or self.depths is NULL:
            raise MemoryError
        for tree in range(self.count):
            if not 0 < sizes[tree] <= total - first:
                raise ValueError("the sizes do not add up")
            last = first + sizes[tree]
            self.roots[tree] = first
            self.depths[tree] = self._pack(
                first, left[first:last], right[first:last], feature[first:last], threshold[first:last],
                default_left[first:last],
            )
            first = last
        if first != total:
            raise ValueError("the sizes do not add up")

    def __dealloc__(self):
        free(self.nodes)
        free(self.roots)
        free(self.depths)

    cdef int32_t _pack(
        self,
        Py_ssize_t first,
        const int32_t[::1] left,
        const int32_t[::1] right,
        const int32_t[::1] feature,
        const float[::1] threshold,
        const uint8_t[::1] default_left,
    ) except -1:
        """Place the nodes of a tree by breadth, the children of a node next to each other; return the tree's depth."""
        cdef Py_ssize_t size = left.shape[0], position = 0, placed = 1
        cdef int32_t[::1] order = np.zeros(size, np.int32), depths = np.zeros(size, np.int32)
        cdef int32_t node
        cdef Node *packed
        while position < placed:
            node, packed = order[position], self.nodes + first + position
            if left[node] == -1:
                packed[0] = Node(NAN, <int32_t> (first + position - 1), 1, threshold[node])
            else:
                if not (node < left[node] < size and node < right[node] < size and placed + 2 <= size):
                    raise ValueError("the children are not in order")
                if not 0 <= feature[node] < self.features:
                    raise ValueError("a feature is out of range")
                packed[0] = Node(
                    threshold[node], <int32_t> (first + placed), 2 * feature[node] + (not default_left[node]), 0
                )
                order[placed], order[placed + 1] = left[node], right[node]
                depths[placed] = depths[placed + 1] = depths[position] + 1
                placed += 2
            position += 1
        return depths[placed - 1]

    def predict(self, const float[:, :] matrix):
        """Predict the probability of each row.

        Args:
            matrix: Features, shape (rows, features); not-a-number stands for a missing value.

        Returns:
            Shape (rows,), of the type float32.

        Raises:
            ValueError: If the matrix has another number of columns.
        """
        if matrix.shape[1] != self.features:
            raise ValueError(f"the matrix has {matrix.shape[1]} columns, not {self.features}")
        scores = np.empty(matrix.shape[0], np.float32)
        cdef float[::1] written = scores
        cdef Py_ssize_t first = 0
        cdef float *block = <float *> malloc(BLOCK * self.features * sizeof(float))
        if block is NULL:
            raise MemoryError
        with nogil:
            while first < matrix.shape[0]:
                self._predict_block(matrix[first : first + BLOCK], block, written[first : first + BLOCK])
                first += BLOCK
            free(block)
        return scores

    @cython.boundscheck(False)
    @cython.wraparound(False)
    @cython.cdivision(True)
    cdef void _predict_block(self, const float[:, :] matrix, float *block, float[::1] scores) noexcept nogil:
        """Predict up to BLOCK rows; `block` has room for their features."""
        cdef float sums[BLOCK]
        cdef const Node *nodes = self.nodes
        cdef const float *row
        cdef float value
        cdef bint missing = False
        cdef int32_t root, depth
        cdef Py_ssize_t index, column, tree, features = self.features, rows = matrix.shape[0]
        for index in range(BLOCK):
            sums[index] = self.margin
        for column in range(features):  # the features of a row next to each other, whatever the order of the matrix
            for index in range(rows):
                value = matrix[index, column]
                missing |= value != value
                block[index * features + column] = value
        for index in range(rows * features, (rows + LANES - 1) // LANES * LANES * features):
            block[index] = 0
        for tree in range(self.count):
            root, depth = self.roots[tree], self.depths[tree]
            for index in range(0, rows, 4):
                row = block + index * features
                if missing:
                    walk(nodes, root, depth, row, features, True, sums + index)
                else:
                    walk(nodes, root, depth, row, features, False, sums + index)
        for index in range(rows):
            scores[index] = sigmoid(sums[index])


cdef inline float sigmoid(float margin) noexcept nogil:
    cdef float negative = -margin
    if negative > <float> 88.7:
        negative = <float> 88.7
    return <float> 1 / (expf(negative) + <float> 1 + <float> 1e-16)
