package org.echelle.protein.unirep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.UUID;
import org.echelle.nn.Init;
import org.echelle.nn.Parameters;
import org.echelle.torch.Kernel;

/**
 * One layer of multiplicative LSTM (Krause et al. 2017, arXiv 1609.07959) with weight normalisation (Salimans and Kingma 2016), as
 * UniRep has it: for every residue {@code x} and the hidden state {@code h} before it
 *
 * <pre>
 *   m = (x Wmx) * (h Wmh)
 *   i, f, o, u = x Wx + m Wh + b        in this order, each as wide as h
 *   c = sigmoid(f) c + sigmoid(i) tanh(u)
 *   h = sigmoid(o) tanh(c)
 * </pre>
 *
 * <p>Each column of a matrix is divided by its length and multiplied by its {@code g}. The products with {@code x} are made for the
 * whole sequence at once; the loop over residues runs inside one kernel.
 */
final class MultiplicativeLstm {
    private static final String BODY = """
            def scaled(self, w: Tensor, g: Tensor) -> Tensor:
              return w * torch.rsqrt(torch.clamp_min(torch.sum(w * w, [0], True), 1e-12)) * g
            def run(self, x: Tensor, wx: Tensor, gx: Tensor, wh: Tensor, gh: Tensor, wmx: Tensor, gmx: Tensor, wmh: Tensor, gmh: Tensor, bias: Tensor) -> Tensor:
              d = torch.size(wmh, 0)
              fromInput = torch.matmul(x, self.scaled(wx, gx)) + bias
              gateInput = torch.matmul(x, self.scaled(wmx, gmx))
              fromHidden = self.scaled(wh, gh)
              gateHidden = self.scaled(wmh, gmh)
              b = torch.size(x, 0)
              h = torch.zeros([b, d], dtype=6, device=x.device)
              c = torch.zeros([b, d], dtype=6, device=x.device)
              out = torch.zeros([b, torch.size(x, 1), d], dtype=6, device=x.device)
              for t in range(torch.size(x, 1)):
                m = torch.select(gateInput, 1, t) * torch.mm(h, gateHidden)
                z = torch.addmm(torch.select(fromInput, 1, t), m, fromHidden)
                s = torch.sigmoid(torch.narrow(z, 1, 0, 3 * d))
                u = torch.tanh(torch.narrow(z, 1, 3 * d, d))
                c = torch.narrow(s, 1, d, d) * c + torch.narrow(s, 1, 0, d) * u
                h = torch.narrow(s, 1, 2 * d, d) * torch.tanh(c)
                out[:, t] = h
              return out
            """;

    /** The kernel that all layers of a network share, compiled at first use. */
    static final class Loop {
        private final NDManager manager;
        private Kernel kernel;

        /** @param manager the kernel lives on its device and as long as it */
        Loop(NDManager manager) {
            this.manager = manager;
        }

        private synchronized Kernel kernel() {
            if (kernel == null) {
                kernel = Kernel.compile("mlstm", BODY, manager.getDevice());
                manager.attachInternal(UUID.randomUUID().toString(), kernel);
            }
            return kernel;
        }
    }

    private final Loop loop;
    private final NDArray[] weights;

    /**
     * Takes the layer's nine parameters below the scope.
     *
     * @param in width of what it reads
     * @param d width of its hidden state
     */
    MultiplicativeLstm(Parameters p, long in, long d, Loop loop) {
        this.loop = loop;
        weights = new NDArray[] {
            p.get("wx", Init.LECUN, in, 4 * d),
            p.get("gx", Init.ONES, 4 * d),
            p.get("wh", Init.LECUN, d, 4 * d),
            p.get("gh", Init.ONES, 4 * d),
            p.get("wmx", Init.LECUN, in, d),
            p.get("gmx", Init.ONES, d),
            p.get("wmh", Init.LECUN, d, d),
            p.get("gmh", Init.ONES, d),
            p.get("b", Init.ZEROS, 4 * d)
        };
    }

    /** {@code [batch, positions, in]} to the hidden states {@code [batch, positions, d]}. */
    NDArray forward(NDArray x) {
        Object[] arguments = new Object[1 + weights.length];
        arguments[0] = x;
        System.arraycopy(weights, 0, arguments, 1, weights.length);
        return loop.kernel().call(x.getManager(), "run", arguments).singletonOrThrow();
    }
}
