"""The probability of acceptance of each pair of a page, without the cost of an array operation for each step.

What depends on numpy's or BLAS's implementation, such as the order of a sum, is left to the same functions of numpy that
the Python code calls, on arrays of the same order in memory. Everything else is exact in IEEE 754 arithmetic.
"""

cimport cython

import numpy as np

cdef object matmul = np.matmul, reduce = np.add.reduce, log = np.log, exp = np.exp, empty = np.empty


cdef inline double within(double value, double lowest, double highest) noexcept nogil:
    """Limit a value; what is not a number stays."""
    return lowest if value < lowest else highest if value > highest else value


cdef class Standardization:
    """How columns of a matrix are standardized.

    Args:
        columns: The columns; -1 for a value that is not in the matrix.
        mean: What is subtracted.
        deviation: By what the difference is divided.
        limits: The highest result; the lowest is that of the last column, negated.
    """

    cdef readonly Py_ssize_t size, highest
    cdef Py_ssize_t[::1] columns
    cdef double[::1] mean, deviation, limits

    def __cinit__(self, columns, mean, deviation, limits):
        self.columns = np.array(columns, np.intp)
        self.mean, self.deviation, self.limits = (np.array(each, np.float64) for each in (mean, deviation, limits))
        self.size = self.columns.shape[0]
        if not self.size == self.mean.shape[0] == self.deviation.shape[0] == self.limits.shape[0] > 0:
            raise ValueError("the numbers of columns, means, deviations and limits differ")
        self.highest = max(columns)
        if min(columns) < -1:
            raise ValueError("a column is out of range")

    @cython.boundscheck(False)
    @cython.wraparound(False)
    @cython.cdivision(True)
    cdef inline double of(self, double value, Py_ssize_t index) noexcept nogil:
        return within(
            (value - self.mean[index]) / self.deviation[index], -self.limits[self.size - 1], self.limits[index]
        )


cdef class Acceptance:
    """The name part model and the acceptance model of linking.

    Args:
        name_inputs: The inputs of the name part model.
        linear, quadratic: The weights of the inputs and of their products.
        name_intercept: Its log odds at the means.
        max_log_odds: The limit of its log odds.
        terms: The terms of the acceptance model. The first two are the log odds of both models.
        weights: The weights of the terms.
        intercept: The log odds at the means.
        min_probability: The limit of what the link model says.
    """

    cdef Standardization inputs, terms
    cdef double[::1] linear, weights
    cdef object quadratic
    cdef double name_intercept, max_log_odds, intercept, min_probability
    cdef readonly Py_ssize_t columns

    def __cinit__(
        self,
        Standardization name_inputs not None,
        linear,
        quadratic,
        double name_intercept,
        double max_log_odds,
        Standardization terms not None,
        weights,
        double intercept,
        double min_probability,
    ):
        self.inputs, self.terms = name_inputs, terms
        self.linear, self.weights = np.array(linear, np.float64), np.array(weights, np.float64)
        self.quadratic = np.array(quadratic, np.float64)
        self.name_intercept, self.max_log_odds = name_intercept, max_log_odds
        self.intercept, self.min_probability = intercept, min_probability
        self.columns = max(name_inputs.highest, terms.highest) + 1
        sizes = self.linear.shape[0], self.quadratic.shape, self.weights.shape[0]
        if sizes != (name_inputs.size, (name_inputs.size, name_inputs.size), terms.size) or terms.size < 2:
            raise ValueError("the numbers of weights and inputs differ")
        if -1 in name_inputs.columns or -1 in terms.columns[2:]:
            raise ValueError("a column is out of range")

    def probability(self, const float[:, :] matrix, const float[:] link_probability):
        """Compute the probability of acceptance.

        Args:
            matrix: Features, shape (pairs, features).
            link_probability: What the link model says, shape (pairs,).

        Returns:
            Shape (pairs,), of the type float32.

        Raises:
            ValueError: If the shapes do not fit.
        """
        if matrix.shape[1] < self.columns or matrix.shape[0] != link_probability.shape[0]:
            raise ValueError("the shapes of the arrays do not fit")
        name_sums = self._name_sums(matrix)
        link_odds = log(self._link_odds(link_probability))
        exponentials = exp(self._exponents(reduce(self._contributions(matrix, link_odds, name_sums), 1)))
        return self._probabilities(exponentials)

    @cython.boundscheck(False)
    @cython.wraparound(False)
    cdef object _name_sums(self, const float[:, :] matrix):
        """Return the log odds of the name part model without its intercept."""
        cdef Py_ssize_t pairs = matrix.shape[0], size = self.inputs.size, pair, index
        # With one row, numpy chooses between its functions by the strides.
        standardized = empty((size, pairs)).T if pairs > 1 else empty((pairs, size))
        cdef double[:, :] inputs = standardized
        for index in range(size):
            for pair in range(pairs):
                inputs[pair, index] = self.inputs.of(matrix[pair, self.inputs.columns[index]], index)
        products = matmul(standardized, self.quadratic)
        cdef double[:, ::1] shares = products
        for pair in range(pairs):
            for index in range(size):
                shares[pair, index] = (shares[pair, index] + self.linear[index]) * inputs[pair, index]
        return reduce(products, 1)

    @cython.boundscheck(False)
    @cython.wraparound(False)
    @cython.cdivision(True)
    cdef object _link_odds(self, const float[:] probability):
        cdef Py_ssize_t pair, pairs = probability.shape[0]
        cdef double limited
        found = empty(pairs)
        cdef double[::1] odds = found
        for pair in range(pairs):
            limited = within(probability[pair], self.min_probability, 1 - self.min_probability)
            odds[pair] = limited / (1 - limited)
        return found

    @cython.boundscheck(False)
    @cython.wraparound(False)
    cdef object _contributions(self, const float[:, :] matrix, const double[::1] link_odds, const double[::1] name_sums):
        """Return what each term adds to the log odds of acceptance, shape (pairs, terms)."""
        cdef Py_ssize_t pairs = matrix.shape[0], size = self.terms.size, pair, index
        cdef double name_odds
        found = empty((pairs, size))
        cdef double[:, ::1] contributions = found
        for pair in range(pairs):
            name_odds = within(name_sums[pair] + self.name_intercept, -self.max_log_odds, self.max_log_odds)
            contributions[pair, 0] = self.terms.of(link_odds[pair], 0) * self.weights[0]
            contributions[pair, 1] = self.terms.of(name_odds, 1) * self.weights[1]
            for index in range(2, size):
                contributions[pair, index] = (
                    self.terms.of(matrix[pair, self.terms.columns[index]], index) * self.weights[index]
                )
        return found

    @cython.boundscheck(False)
    @cython.wraparound(False)
    cdef object _exponents(self, object sums):
        cdef double[::1] values = sums
        cdef Py_ssize_t pair
        for pair in range(values.shape[0]):
            values[pair] = -(values[pair] + self.intercept)
        return sums

    @cython.boundscheck(False)
    @cython.wraparound(False)
    @cython.cdivision(True)
    cdef object _probabilities(self, const double[::1] exponentials):
        cdef Py_ssize_t pair, pairs = exponentials.shape[0]
        found = empty(pairs, np.float32)
        cdef float[::1] probabilities = found
        for pair in range(pairs):
            probabilities[pair] = <float> (1 / (1 + exponentials[pair]))
        return found
