"""The one router of the API's reading part; the modules of its routes put them here."""

from typing import Any

from fastapi import APIRouter, Depends

from sourceline.web.asking import only_known
from sourceline.web.faults import FaultAnswer

FaultAnswers: dict[int | str, dict[str, Any]] = {
    status: {"model": FaultAnswer} for status in (400, 401, 403, 404, 405)
}
router = APIRouter(
    prefix="/api/v1",
    tags=["reading"],
    responses=FaultAnswers,
    dependencies=[Depends(only_known)],
)
