"""Optional libraries: imported when used, and named with their extra when missing."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import Any

from ._errors import MissingExtraError

# library: (extra that brings it, what it is for)
EXTRAS = {
    "numba": ("numba", "the Numba backend"),
    "ezc3d": ("c3d", "reading C3D files"),
    "actfast": ("devices", "reading CWA, GENEActiv and GT3X files"),
    "h5py": ("hdf", "reading HDF5 files of DeepLabCut and SLEAP"),
    "sleap_io": ("sleap", "reading SLEAP projects"),
    "pyarrow": ("arrow", "Parquet"),
    "matplotlib": ("plot", "plotting"),
    "pandas": ("pandas", "data frames"),
    "tqdm": ("progress", "a progress bar"),
}


def need(module: str) -> Any:
    """Import an optional module, or say which extra brings it."""
    top = module.partition(".")[0]
    extra, purpose = EXTRAS[top]
    if find_spec(top) is None:
        raise MissingExtraError(top, extra, purpose)
    return importlib.import_module(module)
