"""A NeXus file as a beamline writes it: a powder that changes its crystal structure while it is heated."""

import h5py
import numpy as np

WAVELENGTH = 1.5406  # angstrom
TRANSITION = 393.0  # kelvin, where the longer axis of the cell has shrunk to the length of the others
TEMPERATURES = np.linspace(293, 443, 76)
TWO_THETA = np.linspace(20, 80, 1201)
STORED = {"compression": "gzip", "compression_opts": 6, "shuffle": True}


def cell(temperature):
    """Lengths of a tetragonal cell (a, c) in angstrom; cubic above the transition."""
    order = np.sqrt(max(0.0, 1 - temperature / TRANSITION))
    mean = 4.005 * (1 + 1.1e-5 * (temperature - TRANSITION))
    return mean * (1 - 0.016 * order), mean * (1 + 0.032 * order)


def reflections(temperature):
    """Positions in degrees of two theta, and intensities, of all reflections in reach (Bragg's law)."""
    a, c = cell(temperature)
    for h, k, l in np.ndindex(4, 4, 4):
        if (h, k, l) == (0, 0, 0) or k > h:
            continue
        spacing = 1 / np.sqrt((h * h + k * k) / a**2 + l * l / c**2)
        sine = WAVELENGTH / (2 * spacing)
        if sine >= 1:
            continue
        multiplicity = (2 if l else 1) * (4 if k in (0, h) else 8)
        strength = 1 + 0.9 * np.cos(2.1 * (h * h + k * k + l * l))
        yield np.degrees(2 * np.arcsin(sine)), 900 * strength * multiplicity * np.exp(-2.2 * sine * sine) / 8


def pattern(temperature, rng):
    """Counts over two theta: peaks, a background of air, and the statistics of counting."""
    counts = 60 + 160 * np.exp(-(TWO_THETA - 20) / 14)
    for position, intensity in reflections(temperature):
        width = 0.16 + 0.0012 * position
        counts = counts + intensity / (1 + ((TWO_THETA - position) / width) ** 2) ** 1.6
    return rng.poisson(counts)


def detector_image(temperature, rng, side=320):
    """The same rings on a flat detector behind the sample; the beam stop throws a shadow."""
    y, x = np.mgrid[:side, :side] - np.array([side * 0.46, side * 0.53])[:, None, None]
    radius = np.hypot(x, y)
    angle = np.degrees(np.arctan(radius / 150))
    counts = 4 + 30 * np.exp(-angle / 12)
    for position, intensity in reflections(temperature):
        counts = counts + 0.05 * intensity * np.exp(-(((angle - position) / 0.35) ** 2))
    counts = np.where((radius < 14) | ((np.abs(x) < 3) & (y > 0)), 0.4, counts)
    return rng.poisson(counts)


def classed(parent, name, nexus_class, /, **fields):
    """A group of a NeXus class; a field is a value, or a value and its units."""
    group = parent.create_group(name)
    group.attrs["NX_class"] = nexus_class
    for key, field in fields.items():
        value, units = field if isinstance(field, tuple) else (field, None)
        group[key] = value
        if units is not None:
            group[key].attrs["units"] = units
    return group


def write_nexus_file(path):
    rng = np.random.default_rng(6)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without times of its own the file has the same bytes whenever it is made.
    with h5py.File(path, "w", track_order=False, libver="v110") as file:
        file.attrs["NX_class"], file.attrs["default"] = "NXroot", "entry"
        entry = classed(file, "entry", "NXentry", definition="NXmonopd", title="Powder heated through a phase transition",
                        start_time="2026-03-14T09:26:53+01:00")
        entry.attrs["default"] = "scan"
        classed(entry, "sample", "NXsample", name="BaTiO3 (synthetic)", mass=(0.42, "g"))
        instrument = classed(entry, "instrument", "NXinstrument", name="Powder diffractometer")
        classed(instrument, "source", "NXsource", type="Fixed Tube X-ray", probe="x-ray", voltage=(40.0, "kV"))
        classed(instrument, "monochromator", "NXmonochromator", wavelength=(WAVELENGTH, "angstrom"))
        detector = classed(instrument, "detector", "NXdetector", distance=(150.0, "mm"), count_time=(20.0, "s"))
        frames = np.stack([detector_image(t, rng) for t in TEMPERATURES[::15]])
        frames = detector.create_dataset("frames", data=frames.astype("u2"), chunks=(1, 160, 320), **STORED)
        frames.attrs["units"], frames.attrs["long_name"] = "counts", "Area detector, every 30 K"
        scan = classed(entry, "scan", "NXdata", two_theta=(TWO_THETA, "deg"), temperature=(TEMPERATURES, "K"))
        scan.attrs["signal"], scan.attrs["axes"] = "counts", ["temperature", "two_theta"]
        scan["two_theta"].attrs["long_name"], scan["temperature"].attrs["long_name"] = "Scattering angle", "Temperature"
        scan["title"] = "Reflections meet at 393 K"
        counts = np.stack([pattern(t, rng) for t in TEMPERATURES])
        counts = scan.create_dataset("counts", data=counts.astype("u4"), chunks=(19, 601), **STORED)
        counts.attrs["units"], counts.attrs["long_name"] = "counts", "Intensity"
