package org.echelle.analysis;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, eigenvalues falling.
 *
 * <p>By commons-math's implicit QL; its 30 rounds an eigenvalue do not always suffice where many eigenvalues are all but 0, as with steps
 * between few classes in many dimensions. Then by the singular values {@code A = U S Vᵀ}, whose {@code u_i} are eigenvectors with
 * eigenvalues {@code s_i <u_i, v_i>}: about ten times as slow, and always there.
 *
 * @param values falling
 * @param vectors {@code [i][d]} of length 1, in the same order
 */
public record SymmetricEigen(double[] values, double[][] vectors) {
    /** @param matrix {@code [d][d]}, symmetric; left as it is */
    public static SymmetricEigen of(double[][] matrix) {
        RealMatrix m = new Array2DRowRealMatrix(matrix, false);
        try {
            EigenDecomposition eigen = new EigenDecomposition(m);
            int d = matrix.length;
            double[][] vectors = new double[d][];
            for (int i = 0; i < d; i++) {
                vectors[i] = eigen.getEigenvector(i).toArray();
            }
            return falling(eigen.getRealEigenvalues(), vectors);
        } catch (MaxCountExceededException e) {
            return bySingularValues(m);
        }
    }

    static SymmetricEigen bySingularValues(RealMatrix m) {
        SingularValueDecomposition svd = new SingularValueDecomposition(m);
        double[] values = svd.getSingularValues();
        double[][] vectors = svd.getUT().getData();
        double[][] right = svd.getVT().getData();
        for (int i = 0; i < values.length; i++) {
            double same = 0;
            for (int k = 0; k < right[i].length; k++) {
                same += vectors[i][k] * right[i][k];
            }
            values[i] *= same;
        }
        return falling(values, vectors);
    }

    private static SymmetricEigen falling(double[] values, double[][] vectors) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
                .mapToInt(i -> i)
                .toArray();
        return new SymmetricEigen(
                IntStream.of(order).mapToDouble(i -> values[i]).toArray(),
                IntStream.of(order).mapToObj(i -> vectors[i]).toArray(double[][]::new));
    }
}
