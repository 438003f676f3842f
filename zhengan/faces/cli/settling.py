"""The collector of garbage, told what kind of process this is."""

import gc


def settle() -> None:
    """Let it leave alone what stays as long as the process, and look less often for more.

    A page makes some ten thousand objects and leaves hardly any; looked at every 700, they cost a tenth of the page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
