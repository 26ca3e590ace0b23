package org.echelle.sae.architectures;

import org.echelle.sae.TrainConfig;

/**
 * Losses of the architectures with a penalty as their definitions say them, row by row and feature by feature, in plain Java. What
 * a definition holds fixed (the second decoder of a gated dictionary, which features are dead) is taken from given weights.
 */
final class PenaltyReference {
    private final TrainConfig config;
    private final double[] x;
    private final long[] since;
    private final int n;
    private final int d;
    private final int rows;
    private double[][] fixed = new double[0][];

    PenaltyReference(TrainConfig config, double[] x, long[] since) {
        this.config = config;
        this.x = x;
        this.since = since;
        n = config.features();
        rows = config.batch();
        d = x.length / rows;
    }

    PenaltyReference frozenAt(double[][] p) {
        fixed = new double[p.length][];
        for (int i = 0; i < p.length; i++) {
            fixed[i] = p[i].clone();
        }
        return this;
    }

    private boolean is(String architecture) {
        return config.architecture().equals(architecture);
    }

    private String word(String setting) {
        return config.settings().getOrDefault(setting, "");
    }

    private double number(String setting) {
        return Double.parseDouble(config.settings().get(setting));
    }

    private double[] decoderBias(double[][] p) {
        return is("gated") ? p[5] : p[3];
    }

    private boolean preBias() {
        return is("relu-l1")
                || is("gated")
                || is("p-anneal")
                || word("pre-bias").equals("yes");
    }

    /** What the encoder makes of a row without any bias of the features. */
    private double read(double[][] p, int b, int j) {
        double a = 0;
        for (int i = 0; i < d; i++) {
            a += (x[b * d + i] - (preBias() ? decoderBias(p)[i] : 0)) * p[0][j * d + i];
        }
        return a;
    }

    private double pre(double[][] p, int b, int j) {
        double a = read(p, b, j) + p[2][j];
        return config.decoderNorm().equals("rescaled") ? a * norm(p, j) : a;
    }

    private double norm(double[][] p, int j) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += p[1][j * d + i] * p[1][j * d + i];
        }
        return Math.sqrt(sum);
    }

    private double threshold(double[][] p, int j) {
        return word("threshold-scale").equals("log") ? Math.exp(p[4][j]) : p[4][j];
    }

    private double code(double[][] p, int b, int j) {
        if (is("gated")) {
            double u = read(p, b, j);
            return u + p[2][j] > 0 ? Math.max(0, Math.exp(p[4][j]) * u + p[3][j]) : 0;
        }
        double a = pre(p, b, j);
        return is("jumprelu") ? (a > threshold(p, j) ? a : 0) : Math.max(0, a);
    }

    private double[][] codes(double[][] p) {
        double[][] z = new double[rows][n];
        for (int b = 0; b < rows; b++) {
            for (int j = 0; j < n; j++) {
                z[b][j] = code(p, b, j);
            }
        }
        return z;
    }

    /** Firings, dead features, features that fire on more than a tenth of the rows. */
    double[] counts(double[][] p) {
        double[] out = new double[3];
        double[][] z = codes(p);
        for (int j = 0; j < n; j++) {
            int fired = 0;
            for (double[] row : z) {
                fired += row[j] > 0 ? 1 : 0;
            }
            out[0] += fired;
            out[1] += fired == 0 && since[j] + rows >= config.revival().deadAfterRows() ? 1 : 0;
            out[2] += fired > rows / 10 ? 1 : 0;
        }
        return out;
    }

    private boolean dead(double[][] p, int j) {
        for (int b = 0; b < rows; b++) {
            if (code(p, b, j) > 0) {
                return false;
            }
        }
        return since[j] + rows >= config.revival().deadAfterRows();
    }

    /** xhat - x. */
    private double[][] residual(double[][] z, double[][] decoding, double[][] p) {
        double[][] r = new double[rows][d];
        for (int b = 0; b < rows; b++) {
            for (int i = 0; i < d; i++) {
                r[b][i] = decoderBias(decoding)[i] - x[b * d + i];
                for (int j = 0; j < n; j++) {
                    double by = config.decoderNorm().equals("rescaled") ? norm(p, j) : 1;
                    r[b][i] += z[b][j] * decoding[1][j * d + i] / by;
                }
            }
        }
        return r;
    }

    /** What each row's squared error is multiplied with. */
    private double weight(int b) {
        double square = 0;
        double spread = 0;
        double[] mean = new double[d];
        for (int e = 0; e < rows * d; e++) {
            mean[e % d] += x[e] / rows;
        }
        for (int e = 0; e < rows * d; e++) {
            spread += Math.pow(x[e] - mean[e % d], 2);
        }
        for (int i = 0; i < d; i++) {
            square += x[b * d + i] * x[b * d + i];
        }
        return switch (config.scaling()) {
            case "mean-mse" -> 1.0 / d / rows;
            case "batch-fvu" -> 1 / spread;
            case "row" -> 1 / square / rows;
            default -> 1.0 / rows;
        };
    }

    private double error(double[][] r) {
        double out = 0;
        for (int b = 0; b < rows; b++) {
            for (double v : r[b]) {
                out += weight(b) * v * v;
            }
        }
        return out;
    }

    double loss(double[][] p) {
        double[][] z = codes(p);
        double out = error(residual(z, p, p));
        double by = number("coefficient");
        if (is("jumprelu")) {
            return out + by * jumpPenalty(z, p) + below(p);
        }
        if (is("gated")) {
            double[][] gate = new double[rows][n];
            double sum = 0;
            for (int b = 0; b < rows; b++) {
                for (int j = 0; j < n; j++) {
                    gate[b][j] = Math.max(0, read(p, b, j) + p[2][j]);
                    sum += gate[b][j] / rows;
                }
            }
            double[][] held = p.clone();
            held[1] = fixed[1];
            held[5] = fixed[5];
            return out + by * sum + error(residual(gate, held, p));
        }
        for (int b = 0; b < rows; b++) {
            for (int j = 0; j < n; j++) {
                out += by / rows * z[b][j] * (is("april") ? norm(p, j) : 1);
            }
        }
        return out;
    }

    private double jumpPenalty(double[][] z, double[][] p) {
        double sum = 0;
        for (double[] row : z) {
            for (int j = 0; j < n; j++) {
                sum += word("penalty").equals("tanh")
                        ? Math.tanh(number("tanh-scale") * row[j] * norm(p, j)) / rows
                        : row[j] > 0 ? 1.0 / rows : 0;
            }
        }
        return word("penalty").equals("target-l0") ? Math.pow(sum / number("target-l0") - 1, 2) : sum;
    }

    private double below(double[][] p) {
        double out = 0;
        for (int j = 0; j < n; j++) {
            if (word("pre-act-of").equals("all") || dead(p, j)) {
                for (int b = 0; b < rows; b++) {
                    out += number("pre-act-weight") / rows * Math.max(0, threshold(p, j) - pre(p, b, j)) * norm(p, j);
                }
            }
        }
        return out;
    }

    private double kernel(double u) {
        return switch (word("kernel")) {
            case "triangle" -> Math.max(0, 1 - Math.abs(u));
            case "epanechnikov" -> 0.75 * Math.max(0, 1 - u * u);
            default -> Math.abs(u) < 0.5 ? 1 : 0;
        };
    }

    /** The pseudo-gradient by its definition. */
    double[] thresholdGradient(double[][] p) {
        double[][] z = codes(p);
        double[][] r = residual(z, p, p);
        double h = number("bandwidth");
        double by = number("coefficient");
        double l0 = 0;
        for (double[] row : z) {
            for (double v : row) {
                l0 += v > 0 ? 1.0 / rows : 0;
            }
        }
        double perFeature =
                switch (word("penalty")) {
                    case "l0" -> by;
                    case "target-l0" -> by * 2 * (l0 / number("target-l0") - 1) / number("target-l0");
                    default -> 0;
                };
        double[] out = new double[n];
        for (int j = 0; j < n; j++) {
            double t = threshold(p, j);
            boolean pulled = word("pre-act-of").equals("all") || dead(p, j);
            for (int b = 0; b < rows; b++) {
                double upstream = 0;
                for (int i = 0; i < d; i++) {
                    upstream += 2 * weight(b) * r[b][i] * p[1][j * d + i];
                }
                if (word("penalty").equals("tanh")) {
                    double s = number("tanh-scale") * norm(p, j);
                    upstream += by / rows * s / Math.pow(Math.cosh(s * z[b][j]), 2);
                }
                double a = pre(p, b, j);
                out[j] -= t / h * kernel((a - t) / h) * upstream;
                double stepOf = word("peer").equals("none") ? a : z[b][j];
                out[j] -= perFeature / rows / h * kernel((stepOf - t) / h);
                if (pulled && a < t) {
                    out[j] += number("pre-act-weight") / rows * norm(p, j);
                }
            }
            out[j] *= word("threshold-scale").equals("log") ? t : 1;
        }
        return out;
    }

    /** Gradient of the features' biases under coefficient * sum z^power whose slope grows no more below {@code least}. */
    double[] boundedBiasGradient(double[][] p, double power, double least) {
        double[][] z = codes(p);
        double[][] r = residual(z, p, p);
        double[] out = new double[n];
        for (int j = 0; j < n; j++) {
            for (int b = 0; b < rows; b++) {
                if (z[b][j] > 0) {
                    for (int i = 0; i < d; i++) {
                        out[j] += 2 * weight(b) * r[b][i] * p[1][j * d + i];
                    }
                    out[j] += number("coefficient") / rows * power * Math.pow(Math.max(z[b][j], least), power - 1);
                }
            }
        }
        return out;
    }
}
