package org.echelle.sae.formats;

import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;

/**
 * A matrix in memory.
 *
 * @param values row by row
 */
record Matrix(int rows, int columns, float[] values) {
    static Matrix of(HostTensor tensor) {
        long[] shape = tensor.shape();
        if (shape.length != 2) {
            throw new SaeException("A tensor of shape " + java.util.Arrays.toString(shape) + " is no matrix.");
        }
        return new Matrix((int) shape[0], (int) shape[1], tensor.toFloats());
    }

    HostTensor tensor() {
        return HostTensor.ofFloats(values, rows, columns);
    }

    Matrix transposed() {
        float[] out = new float[values.length];
        int block = 32; // both matrices stay in the cache
        for (int i0 = 0; i0 < rows; i0 += block) {
            for (int j0 = 0; j0 < columns; j0 += block) {
                for (int i = i0; i < Math.min(rows, i0 + block); i++) {
                    for (int j = j0; j < Math.min(columns, j0 + block); j++) {
                        out[j * rows + i] = values[i * columns + j];
                    }
                }
            }
        }
        return new Matrix(columns, rows, out);
    }

    /** Row i times {@code factors[i]}. */
    Matrix scaleRows(double[] factors) {
        float[] out = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[i * columns + j] = (float) (values[i * columns + j] * factors[i]);
            }
        }
        return new Matrix(rows, columns, out);
    }

    /** Column j times {@code factors[j]}. */
    Matrix scaleColumns(double[] factors) {
        float[] out = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[i * columns + j] = (float) (values[i * columns + j] * factors[j]);
            }
        }
        return new Matrix(rows, columns, out);
    }

    /** The product with a vector. */
    double[] times(double[] vector) {
        double[] out = new double[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += values[i * columns + j] * vector[j];
            }
            out[i] = sum;
        }
        return out;
    }

    /** Euclidean length of every row. */
    double[] rowNorms() {
        double[] out = new double[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                double v = values[i * columns + j];
                sum += v * v;
            }
            out[i] = Math.sqrt(sum);
        }
        return out;
    }
}
